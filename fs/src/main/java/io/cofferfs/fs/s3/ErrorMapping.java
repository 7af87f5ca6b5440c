package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Turns what the SDK throws into reasons. Answers of the server are not kept as causes, and their
 * texts are not repeated: they may name the object.
 */
final class ErrorMapping {
  /** Of two requests at once for one object. The last is Ceph's. */
  private static final Set<String> CONFLICTS =
      Set.of("ConditionalRequestConflict", "OperationAborted", "ConcurrentModification");

  private static final Set<String> CREDENTIALS =
      Set.of(
          "AuthorizationHeaderMalformed",
          "ExpiredToken",
          "InvalidToken",
          "RequestExpired",
          "TokenRefreshRequired");

  /** What a message may call it, in lower case. */
  private static final Set<String> SSE_C_NAMES =
      Set.of("sse-c", "customer-provided", "customer provided");

  private final String bucket;
  private final boolean customerKey;

  /**
   * @param customerKey whether requests carry an SSE-C key, which makes some refusals ambiguous
   */
  ErrorMapping(String bucket, boolean customerKey) {
    this.bucket = bucket;
    this.customerKey = customerKey;
  }

  ObjectStoreException map(Operation operation, SdkException e, Attempts attempts) {
    return e instanceof AwsServiceException answer
        ? refused(operation, answer, attempts)
        : unanswered(operation, e, attempts);
  }

  /** What an answer means that has no body to explain it. */
  ObjectStoreException unexplained(Operation operation, SdkHttpResponse answer) {
    return refused(
        operation,
        S3Exception.builder()
            .statusCode(answer.statusCode())
            .requestId(answer.firstMatchingHeader("x-amz-request-id").orElse(null))
            .build(),
        new Attempts());
  }

  private ObjectStoreException refused(
      Operation operation, AwsServiceException answer, Attempts attempts) {
    Reason reason = reason(operation, answer, attempts);
    String code = code(answer);
    String message =
        operation
            + " failed: "
            + answer.statusCode()
            + (code.isEmpty() ? "" : " " + code)
            + (answer.requestId() == null ? "" : ", request id " + answer.requestId())
            + advice(operation, answer, reason);
    return new ObjectStoreException(reason, message);
  }

  private Reason reason(Operation operation, AwsServiceException answer, Attempts attempts) {
    Reason byCode = byCode(operation, answer);
    if (byCode == Reason.UNAVAILABLE) {
      return unavailable(operation, attempts);
    }
    // What refuses this attempt, be it a quota, takes nothing back; and our own first attempt may
    // be what is in the way. Only where there is no bucket is there nothing of ours.
    return isInDoubt(operation, attempts) && byCode != Reason.NO_SUCH_BUCKET
        ? Reason.OUTCOME_UNKNOWN
        : byCode;
  }

  private static boolean isInDoubt(Operation operation, Attempts attempts) {
    return operation.changesObjects() && attempts.mayHaveSucceededBefore();
  }

  private Reason byCode(Operation operation, AwsServiceException answer) {
    String code = code(answer);
    return switch (code) {
      case "NoSuchBucket" -> Reason.NO_SUCH_BUCKET;
      case "NoSuchKey", "NoSuchUpload" -> Reason.NOT_FOUND;
      case "InvalidObjectState" -> Reason.ARCHIVED;
      case "BucketAlreadyExists", "BucketAlreadyOwnedByYou" -> Reason.PRECONDITION_FAILED;
      case "RequestTimeout", "SlowDown" -> Reason.UNAVAILABLE;
      // Of Ceph, Scality and MinIO, with 403, 400 and 507.
      case "InsufficientCapacity",
          "QuotaExceeded",
          "XMinioAdminBucketQuotaExceeded",
          "XMinioStorageFull" ->
          Reason.NO_SPACE;
      default -> {
        if (isConflict(code)) {
          yield Reason.UNAVAILABLE; // which version will be there is not settled yet
        }
        yield CREDENTIALS.contains(code) ? Reason.ACCESS_DENIED : byStatus(operation, answer, code);
      }
    };
  }

  private Reason byStatus(Operation operation, AwsServiceException answer, String code) {
    boolean reads = operation.readsAnObject();
    return switch (answer.statusCode()) {
      // Wrong key: 400 at most servers, 403 at AWS, which does not say whether it was the key.
      // A HEAD's 400 says nothing, not even that it is not about expired credentials.
      case 400 ->
          reads && !code.isEmpty() && aboutKeys(answer)
              ? Reason.WRONG_CUSTOMER_KEY
              : Reason.REJECTED;
      case 401 -> Reason.ACCESS_DENIED;
      case 403 ->
          reads && customerKey && deniedWithoutCause(code)
              ? Reason.WRONG_CUSTOMER_KEY
              : Reason.ACCESS_DENIED;
      case 404 -> Reason.NOT_FOUND;
      case 412 -> Reason.PRECONDITION_FAILED;
      case 416 -> Reason.INVALID_RANGE;
      case 405, 501 -> Reason.UNSUPPORTED;
      case 408, 429 -> Reason.UNAVAILABLE;
      case 507 -> Reason.NO_SPACE;
      default -> answer.statusCode() >= 500 ? Reason.UNAVAILABLE : Reason.REJECTED;
    };
  }

  /** What the code that stands for one object of a batch means. */
  static Reason reasonInBatch(@Nullable String code) {
    return switch (String.valueOf(code)) {
      case "AccessDenied" -> Reason.ACCESS_DENIED;
      case "PreconditionFailed" -> Reason.PRECONDITION_FAILED;
      case "NotImplemented" -> Reason.UNSUPPORTED;
      case "InternalError", "ServiceUnavailable", "SlowDown" -> Reason.UNAVAILABLE;
      default -> isConflict(code) ? Reason.UNAVAILABLE : Reason.REJECTED;
    };
  }

  /** Whether this code says that another request for the same object is under way. */
  static boolean isConflict(@Nullable String code) {
    return code != null && CONFLICTS.contains(code);
  }

  private static boolean deniedWithoutCause(String code) {
    return code.isEmpty() || code.equals("AccessDenied");
  }

  /** Whether a 400 to a read is about an SSE-C key: our requests hold nothing else to object to. */
  private boolean aboutKeys(AwsServiceException answer) {
    String code = code(answer);
    String text = text(answer);
    return customerKey
        || text.contains("Encryption")
        || text.contains("encrypt")
        || code.equals("ServerSideEncryptionCustomerKeyRequired");
  }

  private String advice(Operation operation, AwsServiceException answer, Reason reason) {
    if (reason == Reason.WRONG_CUSTOMER_KEY) {
      return answer.statusCode() == 403
          ? "; the object is encrypted under another customer key, or access to it is denied"
          : "; the object is encrypted under another customer key, or under none";
    }
    if (reason == Reason.ACCESS_DENIED && customerKey && operation.encrypts()) {
      return sseCAdvice(answer);
    }
    if (reason == Reason.ARCHIVED) {
      return "; the object is in an archive and must be restored first";
    }
    if (reason == Reason.OUTCOME_UNKNOWN) {
      return "; an attempt before may have been carried out";
    }
    return region(answer).map(region -> "; the bucket is in region " + region).orElse("");
  }

  /** The server's words for it are not fixed, and a policy may deny the same: so "probably". */
  private String sseCAdvice(AwsServiceException answer) {
    String text = text(answer).toLowerCase(Locale.ROOT);
    boolean said =
        text.contains("blockedencryptiontypes")
            || (text.contains("block") && SSE_C_NAMES.stream().anyMatch(text::contains));
    String cause =
        said
            ? "; the bucket blocks SSE-C, as new ones at AWS do"
            : "; probably the bucket blocks SSE-C, as new ones at AWS do, unless a policy denies"
                + " these credentials to write";
    return cause + ": 'cofferfs bucket allow-sse-c s3://" + bucket + "' lifts that";
  }

  private static String text(AwsServiceException answer) {
    return answer.awsErrorDetails() == null
        ? ""
        : String.valueOf(answer.awsErrorDetails().errorMessage());
  }

  private static Optional<String> region(AwsServiceException answer) {
    boolean elsewhere = answer.statusCode() == 301 || answer.statusCode() == 307;
    return elsewhere && answer.awsErrorDetails() != null
        ? answer.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region")
        : Optional.empty();
  }

  private ObjectStoreException unanswered(Operation operation, SdkException e, Attempts attempts) {
    String text = String.valueOf(e.getMessage());
    if (text.equals(CustomerKeyTransport.REFUSAL)) {
      return new ObjectStoreException(Reason.REJECTED, text);
    }
    if (attempts.noneSent()
        && (text.startsWith("Unable to load credentials") || text.startsWith("Profile "))) {
      return new ObjectStoreException(
          Reason.ACCESS_DENIED,
          operation + " failed: no credentials, neither in the environment nor in a profile",
          e);
    }
    if (cause(e, SSLException.class)) {
      return new ObjectStoreException(
          unavailable(operation, attempts),
          operation + " failed: no TLS connection; is the server's authority in the CA bundle?",
          e);
    }
    return new ObjectStoreException(
        unavailable(operation, attempts), operation + " failed: no answer", e);
  }

  /**
   * An attempt whose time ended while it waited for a connection. The HTTP client cancels the wait,
   * and tells so in a way that the SDK takes for none of its own failures.
   */
  ObjectStoreException unconnected(
      Operation operation, CancellationException e, Attempts attempts) {
    attempts.lastWasNotSent();
    return new ObjectStoreException(
        unavailable(operation, attempts), operation + " failed: no connection became free", e);
  }

  private static Reason unavailable(Operation operation, Attempts attempts) {
    return operation.changesObjects() && !attempts.allTurnedAway()
        ? Reason.OUTCOME_UNKNOWN
        : Reason.UNAVAILABLE;
  }

  private static boolean cause(Throwable e, Class<? extends Throwable> type) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static String code(AwsServiceException answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null || code.equals(String.valueOf(answer.statusCode())) ? "" : code;
  }
}
