package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.LegacyObject;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.encryption.s3.CommitmentPolicy;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.internal.InstructionFileConfig;
import software.amazon.encryption.s3.materials.AesKeyring;
import software.amazon.encryption.s3.materials.Keyring;
import software.amazon.encryption.s3.materials.KmsKeyring;
import software.amazon.encryption.s3.materials.PartialRsaKeyPair;
import software.amazon.encryption.s3.materials.RsaKeyring;

/**
 * What the client of the AWS SDK 1 wrote, as the official client of today reads it in its legacy
 * modes, and as cofferfs does.
 */
final class LegacyEncryptionClientTest {
  @RegisterExtension static final S3Servers SERVERS = new S3Servers();

  private static SdkClients sdk;

  @TempDir private Path staging;
  private String bucket;
  private ObjectStore store;

  @BeforeAll
  static void connect() {
    sdk = SdkClients.of(SERVERS.server());
  }

  @AfterAll
  static void disconnect() {
    sdk.close();
  }

  @BeforeEach
  void makeBucket() throws IOException {
    bucket = SERVERS.newBucket();
    store = SERVERS.open(SERVERS.plain(bucket), new ServerSideEncryption.BucketDefault());
  }

  // S-80 Objects that clients of 2020 and before wrote are files with --s3ec-legacy, and without it
  // EIO when read, with that word in the log. They show the length of their content.
  @ParameterizedTest
  @ValueSource(strings = {"aes", "rsa", "kms"})
  void read_ofEachObject_isItsContentForBothClients(String kind) throws Exception {
    S3EncryptionClient official = official(kind);
    try (S3ecTree ours = ours(kind, Accepted.LEGACY)) {
      for (LegacyObject object : store(kind)) {
        String path = "/dir/" + object.name();
        assertThat(get(official, path)).as(path).isEqualTo(object.content());
        assertThat(ours.tree.stat(path).length()).as(path).isEqualTo(object.content().length);
        assertThat(ours.read(path)).as(path).isEqualTo(object.content());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes", "rsa", "kms"})
  void renameAndChangeMode_leaveObjectsThatBothClientsRead(String kind) throws Exception {
    S3EncryptionClient official = official(kind);
    try (S3ecTree ours = ours(kind, Accepted.LEGACY)) {
      for (LegacyObject object : store(kind)) {
        String path = "/dir/" + object.name() + "-moved";
        ours.tree.rename("/dir/" + object.name(), path);
        ours.tree.changeMode(path, 0600);
        assertThat(get(official, path)).as(path).isEqualTo(object.content());
        assertThat(ours.read(path)).as(path).isEqualTo(object.content());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes", "rsa", "kms"})
  void read_withoutTheSwitch_isRefused(String kind) throws Exception {
    try (S3ecTree ours = ours(kind, Accepted.AUTHENTICATED)) {
      for (LegacyObject object : store(kind)) {
        assertThatThrownBy(() -> ours.read("/dir/" + object.name()))
            .isInstanceOf(CofferException.class)
            .hasMessageContaining("--s3ec-legacy");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes", "rsa"})
  void overwrite_makesAnObjectOfTheNewestVersion(String kind) throws Exception {
    S3EncryptionClient official = official(kind);
    try (S3ecTree ours = ours(kind, Accepted.LEGACY)) {
      for (LegacyObject object : store(kind)) {
        String path = "/dir/" + object.name();
        ours.overwrite(path, object.content().length, new byte[] {1, 2, 3});
        assertThat(store.head(path.substring(1)).metadata()).containsEntry("x-amz-c", "115");
        byte[] read = get(official, path);
        int length = object.content().length;
        assertThat(Arrays.copyOf(read, length)).isEqualTo(object.content());
        assertThat(Arrays.copyOfRange(read, length, read.length)).containsExactly(1, 2, 3);
        assertThat(ours.read(path)).isEqualTo(read);
      }
    }
  }

  private List<LegacyObject> store(String kind) throws IOException {
    List<LegacyObject> objects =
        LegacyObject.all().stream().filter(object -> object.kind().equals(kind)).toList();
    for (LegacyObject object : objects) {
      String key = "dir/" + object.name();
      store.put(key, PartBody.of(object.body()), object.metadata(), Precondition.none());
      if (object.instructions().isPresent()) {
        PartBody file = PartBody.of(object.instructions().get());
        store.put(key + ".instruction", file, Map.of(), Precondition.none());
      }
    }
    return objects;
  }

  private S3ecTree ours(String kind, Accepted accepted) throws IOException {
    return new S3ecTree(store, LegacyObject.keys(kind, accepted), staging);
  }

  private S3EncryptionClient official(String kind) throws GeneralSecurityException {
    return S3EncryptionClient.builderV4()
        .wrappedClient(sdk.sync())
        .wrappedAsyncClient(sdk.async())
        .keyring(keyring(kind))
        .enableLegacyUnauthenticatedModes(true)
        .commitmentPolicy(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT)
        .instructionFileConfig(
            InstructionFileConfig.builder().instructionFileClient(sdk.sync()).build())
        .build();
  }

  private static Keyring keyring(String kind) throws GeneralSecurityException {
    return switch (kind) {
      case "aes" ->
          AesKeyring.builder()
              .wrappingKey(new SecretKeySpec(LegacyObject.aesKey(), "AES"))
              .enableLegacyWrappingAlgorithms(true)
              .build();
      case "rsa" -> {
        PrivateKey key =
            KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(LegacyObject.rsaKey()));
        yield RsaKeyring.builder()
            .wrappingKeyPair(PartialRsaKeyPair.builder().privateKey(key).build())
            .enableLegacyWrappingAlgorithms(true)
            .build();
      }
      default ->
          KmsKeyring.builder()
              .kmsClient(new OldKms())
              .wrappingKeyId(LegacyObject.KMS_KEY)
              .enableLegacyWrappingAlgorithms(true)
              .build();
    };
  }

  private byte[] get(S3EncryptionClient client, String path) {
    return client
        .getObjectAsBytes(request -> request.bucket(bucket).key(path.substring(1)))
        .asByteArray();
  }

  /** Unwraps everything to the one data key that it once made. */
  private static final class OldKms implements KmsClient {
    @Override
    public DecryptResponse decrypt(DecryptRequest request) {
      return DecryptResponse.builder()
          .plaintext(SdkBytes.fromByteArray(LegacyObject.kmsDataKey()))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Lives as long as the test.
    }
  }
}
