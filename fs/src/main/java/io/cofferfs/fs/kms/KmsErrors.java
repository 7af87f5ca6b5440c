package io.cofferfs.fs.kms;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.kms.KmsException.Reason;
import java.io.IOException;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws at one request into reasons and words. */
final class KmsErrors {
  static final String ENCRYPT = "kms:Encrypt";
  static final String GENERATE = "kms:GenerateDataKey";
  static final String DECRYPT = "kms:Decrypt";
  static final String DESCRIBE = "kms:DescribeKey";

  private final String keyId;
  private final String action;
  private final String place;

  /**
   * @param action the permission that the request needs
   * @param place where the service is, for people
   */
  KmsErrors(String keyId, String action, String place) {
    this.keyId = keyId;
    this.action = action;
    this.place = place;
  }

  IOException map(SdkException e) {
    return e instanceof AwsServiceException answer ? refused(answer) : unanswered(e);
  }

  private IOException refused(AwsServiceException answer) {
    String code = code(answer);
    return switch (code) {
      case "InvalidCiphertextException", "IncorrectKeyException" ->
          new CofferException(
              CofferException.Reason.WRONG_KEY,
              "KMS key " + keyId + " did not wrap this, or not for this volume (" + code + ")");
      case "NotFoundException", "InvalidArnException" ->
          failure(Reason.NO_SUCH_KEY, "there is no such key", answer);
      case "DisabledException",
          "KMSInvalidStateException",
          "KeyUnavailableException",
          "InvalidKeyUsageException" ->
          failure(Reason.KEY_UNUSABLE, "the key cannot be used now: is it enabled?", answer);
      default -> byStatus(answer, code);
    };
  }

  private KmsException byStatus(AwsServiceException answer, String code) {
    if (isDenied(answer, code)) {
      return failure(
          Reason.DENIED,
          "access is denied: it takes credentials with the right to " + action,
          answer);
    }
    if (answer.isThrottlingException()) {
      return failure(Reason.UNAVAILABLE, "the service is too busy, also when asked again", answer);
    }
    return answer.statusCode() >= 500
        ? failure(Reason.UNAVAILABLE, "the service failed, also when asked again", answer)
        : failure(Reason.REJECTED, "the service refused the request", answer);
  }

  private static boolean isDenied(AwsServiceException answer, String code) {
    return switch (code) {
      case "AccessDeniedException",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException",
          "NotAuthorized",
          "OptInRequired",
          "UnrecognizedClientException" ->
          true;
      default -> answer.statusCode() == 401 || answer.statusCode() == 403;
    };
  }

  private KmsException failure(Reason reason, String what, AwsServiceException answer) {
    String detail = code(answer) + ", request " + answer.requestId();
    return new KmsException(reason, "KMS key " + keyId + ": " + what + " (" + detail + ")");
  }

  private KmsException unanswered(SdkException e) {
    String text = String.valueOf(e.getMessage());
    if (text.startsWith("Unable to load credentials") || text.startsWith("Profile ")) {
      return new KmsException(
          Reason.DENIED,
          "KMS key " + keyId + ": no credentials, neither in the environment nor in a profile",
          e);
    }
    String why =
        isAboutTls(e)
            ? "no TLS connection; is its authority in the CA bundle?"
            : "no answer; check --kms-endpoint-url, the region and the network";
    return new KmsException(
        Reason.UNAVAILABLE, "KMS key " + keyId + ": " + place + " gives " + why, e);
  }

  private static boolean isAboutTls(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String code(AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? "status " + answer.statusCode() : code;
  }
}
