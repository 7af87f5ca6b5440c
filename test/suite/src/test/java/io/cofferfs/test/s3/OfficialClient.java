package io.cofferfs.test.s3;

import java.util.Arrays;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.SdkPartType;
import software.amazon.encryption.s3.CommitmentPolicy;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.S3EncryptionClientException;
import software.amazon.encryption.s3.algorithms.AlgorithmSuite;
import software.amazon.encryption.s3.internal.InstructionFileConfig;

/** The Amazon S3 Encryption Client for Java, as its users have it, on one bucket. */
final class OfficialClient {
  /** What the client writes. */
  enum Format {
    /** As release 3 does by default. */
    V2,
    /** As release 4 does by default, with key commitment. */
    V3
  }

  /** Where the client puts what is needed to decrypt an object. */
  enum Place {
    HEADERS,
    INSTRUCTION_FILE
  }

  private static final int MAX_ATTEMPTS = 3;

  private final String bucket;
  private final S3EncryptionClient client;

  /**
   * @param kind of key that it wraps data keys under
   */
  OfficialClient(SdkClients sdk, String bucket, WrapKind kind, Format format, Place place) {
    this.bucket = bucket;
    InstructionFileConfig instructions =
        InstructionFileConfig.builder()
            .instructionFileClient(sdk.sync())
            .enableInstructionFilePutObject(place == Place.INSTRUCTION_FILE)
            .build();
    S3EncryptionClient.Builder builder =
        S3EncryptionClient.builderV4()
            .wrappedClient(sdk.sync())
            .wrappedAsyncClient(sdk.async())
            .keyring(kind.keyring())
            .instructionFileConfig(instructions);
    if (format == Format.V2) {
      builder
          .encryptionAlgorithm(AlgorithmSuite.ALG_AES_256_GCM_IV12_TAG16_NO_KDF)
          .commitmentPolicy(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT);
    }
    this.client = builder.build();
  }

  void put(String key, byte[] content) {
    put(key, content, Map.of());
  }

  /**
   * The client cannot repeat a request whose connection broke, having used up its key and nonce; so
   * that is done here, with new ones.
   */
  void put(String key, byte[] content, Map<String, String> context) {
    for (int attempt = 1; ; attempt++) {
      try {
        putOnce(key, content, context);
        return;
      } catch (S3EncryptionClientException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void putOnce(String key, byte[] content, Map<String, String> context) {
    client.putObject(
        request -> {
          request.bucket(bucket).key(key);
          if (!context.isEmpty()) {
            request.overrideConfiguration(S3EncryptionClient.withAdditionalConfiguration(context));
          }
        },
        RequestBody.fromBytes(content));
  }

  /** In two parts, the first of which has this many bytes. */
  void putParts(String key, byte[] content, int firstBytes) {
    CreateMultipartUploadResponse upload =
        client.createMultipartUpload(request -> request.bucket(bucket).key(key));
    String id = upload.uploadId();
    CompletedPart first = part(key, id, 1, Arrays.copyOf(content, firstBytes), SdkPartType.DEFAULT);
    byte[] rest = Arrays.copyOfRange(content, firstBytes, content.length);
    CompletedPart second = part(key, id, 2, rest, SdkPartType.LAST);
    client.completeMultipartUpload(
        request ->
            request
                .bucket(bucket)
                .key(key)
                .uploadId(id)
                .multipartUpload(CompletedMultipartUpload.builder().parts(first, second).build()));
  }

  private CompletedPart part(String key, String id, int number, byte[] bytes, SdkPartType type) {
    String etag =
        client
            .uploadPart(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .partNumber(number)
                        .sdkPartType(type),
                RequestBody.fromBytes(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
  }

  byte[] get(String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }
}
