package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.Greeting.Presence;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;

/** A bucket behind the synchronous AWS client. */
public final class AwsBucket implements Bucket {
  private static final String SCALITY_HEADER = "x-amz-scal-server-side-encryption";
  private static final String AES256 = "AES256";
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final String bucket;
  private final Requests requests;
  private final Probes probes;
  private final Presigning presigning;

  private AwsBucket(Connection connection, Requests requests) {
    this.bucket = connection.bucket();
    this.requests = requests;
    this.probes = new Probes(bucket, requests);
    this.presigning = new Presigning(connection, requests);
  }

  /** Opens the bucket, which need not be there, without a request. */
  public static AwsBucket open(Connection connection) throws ObjectStoreException {
    Requests requests =
        new Requests(
            new ClientFactory(connection),
            new ErrorMapping(connection.bucket(), /* customerKey= */ false),
            connection);
    return new AwsBucket(connection, requests);
  }

  @Override
  public Greeting greet() throws ObjectStoreException {
    return requests.make(
        Operation.HEAD_BUCKET,
        (client, configuration) -> {
          try {
            return Greetings.of(
                Presence.FOUND,
                client
                    .headBucket(b -> b.bucket(bucket).overrideConfiguration(configuration))
                    .sdkHttpResponse());
          } catch (AwsServiceException e) {
            return switch (e.statusCode()) {
              case NOT_FOUND -> Greetings.of(Presence.MISSING, Greetings.response(e));
              case FORBIDDEN -> Greetings.of(Presence.FORBIDDEN, Greetings.response(e));
              default -> throw e;
            };
          }
        });
  }

  @Override
  public void create(Making making) throws ObjectStoreException {
    requests.make(
        Operation.CREATE_BUCKET,
        (client, configuration) ->
            client.createBucket(
                request ->
                    request
                        .bucket(bucket)
                        .overrideConfiguration(
                            making == Making.SCALITY_ENCRYPTED
                                ? configuration.toBuilder()
                                    .putHeader(SCALITY_HEADER, AES256)
                                    .build()
                                : configuration)));
  }

  @Override
  public void remove() throws ObjectStoreException {
    requests.make(
        Operation.DELETE_BUCKET,
        (client, configuration) ->
            client.deleteBucket(
                request -> request.bucket(bucket).overrideConfiguration(configuration)));
  }

  @Override
  public Optional<EncryptionRule> encryption() throws ObjectStoreException {
    GetBucketEncryptionResponse answer;
    try {
      answer =
          requests.make(
              Operation.GET_BUCKET_ENCRYPTION,
              (client, configuration) ->
                  client.getBucketEncryption(
                      request -> request.bucket(bucket).overrideConfiguration(configuration)));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return EncryptionRules.rule(answer.serverSideEncryptionConfiguration());
  }

  @Override
  public void setEncryption(EncryptionRule rule) throws ObjectStoreException {
    requests.make(
        Operation.PUT_BUCKET_ENCRYPTION,
        (client, configuration) ->
            client.putBucketEncryption(
                request ->
                    request
                        .bucket(bucket)
                        .serverSideEncryptionConfiguration(EncryptionRules.configuration(rule))
                        .overrideConfiguration(configuration)));
  }

  @Override
  public Versioning versioning() throws ObjectStoreException {
    BucketVersioningStatus status =
        requests
            .make(
                Operation.GET_BUCKET_VERSIONING,
                (client, configuration) ->
                    client.getBucketVersioning(
                        request -> request.bucket(bucket).overrideConfiguration(configuration)))
            .status();
    if (status == BucketVersioningStatus.ENABLED) {
      return Versioning.ENABLED;
    }
    return status == BucketVersioningStatus.SUSPENDED ? Versioning.SUSPENDED : Versioning.OFF;
  }

  @Override
  public StoredEncryption encryptionOf(String key) throws ObjectStoreException {
    try {
      return requests.make(
          Operation.HEAD_OBJECT,
          (client, configuration) ->
              EncryptionRules.stored(
                  client
                      .headObject(
                          request ->
                              request.bucket(bucket).key(key).overrideConfiguration(configuration))
                      .sdkHttpResponse()));
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.REJECTED && e.reason() != Reason.WRONG_CUSTOMER_KEY) {
        throw e;
      }
      return refused(key);
    }
  }

  /** A HEAD's answer has no body to say why it was refused; that of a GET has. */
  private StoredEncryption refused(String key) throws ObjectStoreException {
    try {
      return requests.make(
          Operation.GET_OBJECT,
          (client, configuration) -> {
            var body =
                client.getObject(
                    request ->
                        request.bucket(bucket).key(key).overrideConfiguration(configuration));
            body.abort();
            return EncryptionRules.stored(body.response().sdkHttpResponse());
          });
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.WRONG_CUSTOMER_KEY) {
        return StoredEncryption.CUSTOMER_KEYED;
      }
      throw e;
    }
  }

  @Override
  public List<BegunUpload> uploads(String prefix) throws ObjectStoreException {
    return UploadListing.under(prefix, bucket, requests).stream()
        .map(
            upload ->
                new BegunUpload(
                    new MultipartUpload(upload.key(), upload.uploadId()), begun(upload)))
        .toList();
  }

  @Override
  public Optional<Instant> lastPart(MultipartUpload upload) throws ObjectStoreException {
    return UploadListing.lastPart(upload, bucket, requests);
  }

  /** An upload of unknown age counts as new: it is not for us to give up. */
  private static Instant begun(software.amazon.awssdk.services.s3.model.MultipartUpload upload) {
    return upload.initiated() == null ? Instant.MAX : upload.initiated();
  }

  @Override
  public WriteSupport probeWrites(String key) throws ObjectStoreException {
    return probes.writes(key);
  }

  @Override
  public CustomerKeySupport probeCustomerKeys(String key, SecureRandom random)
      throws ObjectStoreException {
    return probes.customerKeys(key, random);
  }

  @Override
  public boolean isUnder(SecretBytes customerKey, String key) throws ObjectStoreException {
    return probes.isUnder(customerKey, key);
  }

  @Override
  public URI presign(String key, Duration expires, Optional<SecretBytes> customerKey)
      throws ObjectStoreException {
    return presigning.get(key, expires, customerKey);
  }

  @Override
  public void close() {
    requests.close();
  }
}
