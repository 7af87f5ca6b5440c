package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs requests that others will make. */
final class Presigning {
  private final String bucket;
  private final boolean pathStyle;
  private final Requests requests;

  Presigning(Connection connection, Requests requests) {
    this.bucket = connection.bucket();
    this.pathStyle = connection.pathStyle();
    this.requests = requests;
  }

  URI get(String key, Duration expires, Optional<SecretBytes> customerKey)
      throws ObjectStoreException {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
    customerKey.ifPresent(
        secret ->
            request.overrideConfiguration(
                override -> CustomerKeyHeaders.of(secret).forEach(override::putHeader)));
    return requests.make(
        Operation.GET_OBJECT,
        (client, configuration) -> {
          try (S3Presigner presigner = presigner(client.serviceClientConfiguration())) {
            return presigner
                .presignGetObject(
                    wanted -> wanted.signatureDuration(expires).getObjectRequest(request.build()))
                .url()
                .toURI();
          } catch (URISyntaxException e) {
            throw new IllegalStateException("the SDK made a URL that is none", e);
          }
        });
  }

  /** As the client is. It does not take over the client's region by itself. */
  private S3Presigner presigner(S3ServiceClientConfiguration client) {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .region(client.region())
            .credentialsProvider(client.credentialsProvider())
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build());
    client.endpointOverride().ifPresent(builder::endpointOverride);
    return builder.build();
  }
}
