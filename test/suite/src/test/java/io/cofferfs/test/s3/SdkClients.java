package io.cofferfs.test.s3;

import io.cofferfs.test.server.EmbeddedS3;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's own clients of a server; made once, for closing them takes seconds. */
record SdkClients(S3Client sync, S3AsyncClient async) implements AutoCloseable {

  static SdkClients of(EmbeddedS3 server) {
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey()));
    S3Client sync =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .build();
    S3AsyncClient async =
        S3AsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .forcePathStyle(true)
            .build();
    return new SdkClients(sync, async);
  }

  @Override
  public void close() {
    sync.close();
    async.close();
  }
}
