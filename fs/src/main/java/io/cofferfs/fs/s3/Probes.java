package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.security.SecureRandom;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Requests that are made to see what the server makes of them. */
final class Probes {
  private static final int CUSTOMER_KEY_BYTES = 32;

  private final String bucket;
  private final Requests requests;

  Probes(String bucket, Requests requests) {
    this.bucket = bucket;
    this.requests = requests;
  }

  WriteSupport writes(String key) throws ObjectStoreException {
    put(key, Preconditions.Headers.NONE, Map.of());
    boolean conditions =
        keeps(key, new Preconditions.Headers(null, "*"))
            && keeps(key, new Preconditions.Headers(ConditionProbe.NOBODYS.quoted(), null));
    return new WriteSupport(conditions, requests.sendsChecksums());
  }

  /**
   * Asks for an object that is there to be made, on a condition that does not hold: that it is not
   * there, or is in another version.
   */
  private boolean keeps(String key, Preconditions.Headers condition) throws ObjectStoreException {
    try {
      put(key, condition, Map.of());
      return false;
    } catch (ObjectStoreException e) {
      return switch (e.reason()) {
        case PRECONDITION_FAILED -> true;
        case UNSUPPORTED, REJECTED -> false;
        default -> throw e;
      };
    }
  }

  CustomerKeySupport customerKeys(String key, SecureRandom random) throws ObjectStoreException {
    try (SecretBytes secret = SecretBytes.random(random, CUSTOMER_KEY_BYTES)) {
      PutObjectResponse answer =
          put(key, Preconditions.Headers.NONE, CustomerKeyHeaders.of(secret));
      return answer.sseCustomerAlgorithm() == null
          ? CustomerKeySupport.IGNORED
          : CustomerKeySupport.WORKS;
    } catch (ObjectStoreException e) {
      if (isWithheld(e)) {
        return CustomerKeySupport.NOT_TRIED;
      }
      return switch (e.reason()) {
        case ACCESS_DENIED -> CustomerKeySupport.BLOCKED;
        case UNSUPPORTED, REJECTED -> CustomerKeySupport.NOT_IMPLEMENTED;
        default -> throw e;
      };
    }
  }

  private PutObjectResponse put(
      String key, Preconditions.Headers condition, Map<String, String> headers)
      throws ObjectStoreException {
    return requests.make(
        Operation.PUT_OBJECT,
        (client, configuration) ->
            client.putObject(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .ifMatch(condition.ifMatch())
                        .ifNoneMatch(condition.ifNoneMatch())
                        .overrideConfiguration(with(headers, configuration)),
                RequestBody.fromString("cofferfs probe")));
  }

  boolean isUnder(SecretBytes customerKey, String key) throws ObjectStoreException {
    try {
      return requests.make(
              Operation.HEAD_OBJECT,
              (client, configuration) ->
                  client
                      .headObject(
                          request ->
                              request
                                  .bucket(bucket)
                                  .key(key)
                                  .overrideConfiguration(
                                      with(CustomerKeyHeaders.of(customerKey), configuration)))
                      .sseCustomerAlgorithm())
          != null;
    } catch (ObjectStoreException e) {
      if (!isWithheld(e) && isAboutKeys(e.reason())) {
        return false;
      }
      throw e;
    }
  }

  /** 400 at most servers, 403 at AWS; to a HEAD neither says why. */
  private static boolean isAboutKeys(Reason reason) {
    return switch (reason) {
      case WRONG_CUSTOMER_KEY, ACCESS_DENIED, REJECTED -> true;
      default -> false;
    };
  }

  /** Whether it was not sent at all, for want of TLS. */
  private static boolean isWithheld(ObjectStoreException e) {
    return CustomerKeyTransport.REFUSAL.equals(e.getMessage());
  }

  private static AwsRequestOverrideConfiguration with(
      Map<String, String> headers, AwsRequestOverrideConfiguration configuration) {
    AwsRequestOverrideConfiguration.Builder builder = configuration.toBuilder();
    headers.forEach(builder::putHeader);
    return builder.build();
  }
}
