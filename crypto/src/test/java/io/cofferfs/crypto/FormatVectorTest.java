package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes already in buckets. If one of these tests fails, the change is wrong, not the vector. */
final class FormatVectorTest {
  private static final Path DERIVATIONS = Path.of("src/test/resources/vectors/derivations.json");

  private static JsonObject derivations;

  @BeforeAll
  static void read() throws IOException {
    derivations = Json.parse(Files.readAllBytes(DERIVATIONS));
  }

  private static byte[] hex(JsonObject vector, String name) throws IOException {
    return HexFormat.of().parseHex(vector.requireString(name));
  }

  private static SecretBytes secret(JsonObject vector, String name) throws IOException {
    return SecretBytes.take(hex(vector, name));
  }

  private static JsonObject vector(String name) throws IOException {
    return derivations.requireObjects(name, 1).get(0);
  }

  private static void assertOpensNames(StoredVolume stored, UnlockKey key) throws IOException {
    try (key;
        VolumeKeys keys = stored.volumeFile().unlock(key)) {
      assertThat(keys.currentEpoch()).isEqualTo(3);
      NameCipher names = keys.names().orElseThrow();
      for (JsonObject object : stored.objects()) {
        assertOpens(keys, object, stored.read(object.requireString("file")));
        String path = object.requireString("path");
        assertThat(names.openPath(object.requireString("key"))).isEqualTo(path);
        assertThat(names.sealPath(path)).isEqualTo(object.requireString("key"));
      }
    }
  }

  private static void assertOpens(StoredVolume stored, UnlockKey key) throws IOException {
    try (key;
        VolumeKeys keys = stored.volumeFile().unlock(key)) {
      assertThat(keys.currentEpoch()).isEqualTo(2);
      for (JsonObject object : stored.objects()) {
        assertOpens(keys, object, stored.read(object.requireString("file")));
      }
      for (JsonObject refused : stored.refused()) {
        byte[] object = stored.read(refused.requireString("file"));
        Reason reason = Reason.valueOf(refused.requireString("reason"));
        assertRefused(reason, () -> SealedObjects.open(keys, object));
      }
    }
  }

  private static void assertOpens(VolumeKeys keys, JsonObject stored, byte[] object)
      throws IOException {
    JsonObject expected = StoredVolume.member(stored, "expected");
    assertThat(SealedObjects.open(keys, object)).isEqualTo(hex(expected, "plaintext"));
    String header = stored.requireString("header");
    ObjectMetadata metadata = keys.metadata().open(header, stored.requireString("path"));
    ObjectCipher cipher = keys.openObject(metadata.objectId(), metadata.epoch());
    assertThat(cipher.header()).isEqualTo(Arrays.copyOf(object, ChunkGeometry.HEADER_BYTES));
    JsonObject opened = StoredVolumeWriter.describe(cipher, metadata.file());
    assertThat(JsonText.canonical(opened))
        .isEqualTo(JsonText.canonical(StoredVolume.member(expected, "metadata")));
  }

  @Test
  void objectKey_isDerivedAsTheFormatSays() throws IOException {
    JsonObject vector = vector("object");
    ObjectCipher cipher =
        ObjectCipher.derive(
            epoch(vector),
            ObjectId.of(hex(vector, "objectId")),
            ChunkGeometry.ofChunkSize(65536),
            Aeads.jdk(TestVolume.RANDOM));
    byte[] plaintext = hex(vector, "plaintext");
    ByteBuffer opened = ByteBuffer.allocate(plaintext.length);
    cipher.opener().open(3, true, ByteBuffer.wrap(hex(vector, "sealed")), opened);

    assertThat(cipher.header()).isEqualTo(hex(vector, "header"));
    assertThat(opened.array()).isEqualTo(plaintext);
  }

  private static Epoch epoch(JsonObject vector) throws IOException {
    return new Epoch(5, secret(vector, "volumeKey"), Aeads.jdk(TestVolume.RANDOM));
  }

  @Test
  void metadataHeader_isReadAsTheFormatSays() throws IOException {
    JsonObject vector = vector("metadata");
    MetadataCipher cipher = new MetadataCipher(new Epochs(List.of(epoch(vector))));
    ObjectMetadata metadata =
        cipher.open(vector.requireString("header"), vector.requireString("path"));

    assertThat(MetadataCodec.encode(metadata)).isEqualTo(hex(vector, "plaintext"));
    Xattrs xattrs = Xattrs.EMPTY.with("user.a", new byte[] {(byte) 0xbe, (byte) 0xef});
    assertThat(metadata.epoch()).isEqualTo(5);
    assertThat(metadata.file())
        .isEqualTo(
            new FileMetadata(
                0100644,
                1000,
                100,
                new Timestamp(0x65000000L, 1),
                new Timestamp(-1, 999_999_999),
                0x0103,
                xattrs));
  }

  /** F-20. */
  @Test
  void keyFileSlot_isUnwrappedAsTheFormatSays() throws IOException {
    JsonObject vector = vector("keyFileSlot");
    JsonObject slot =
        new JsonObject(
            Map.of(
                "type", "key-file",
                "id", "1",
                "created", "2026-11-23T00:00:00Z",
                "keyId", vector.requireString("keyId")));
    String volumeId = vector.requireString("volumeId");
    KeyFileKey key = new KeyFileKey(secret(vector, "keyFileKey"));

    Slot parsed = Slot.parse(slot.with("wrappedRootKey", hex(vector, "wrapped")), volumeId);

    assertThat(parsed.unwrap(key)).contains(secret(vector, "rootKey"));
    assertThat(key.keyId()).isEqualTo(vector.requireString("keyId"));
  }

  /** F-27. */
  @Test
  void recipientSlot_isUnwrappedAsTheFormatSays() throws IOException {
    JsonObject vector = vector("recipientSlot");
    byte[] pem = Pem.encode("PRIVATE KEY", hex(vector, "privateKey"));
    try (PrivateIdentity identity = PrivateIdentity.parse(pem)) {
      assertThat(identity.publicIdentity().toSpki())
          .isEqualTo(Base64.getDecoder().decode(vector.requireString("publicKey")));
      assertThat(identity.unwrap(hex(vector, "wrapped"), vector.requireString("volumeId")))
          .contains(secret(vector, "rootKey"));
    }
  }

  /** F-30, F-32. */
  @Test
  void names_areSealedAsTheFormatSays() throws IOException {
    for (JsonObject vector : derivations.requireObjects("names", 10)) {
      Epoch first = new Epoch(1, secret(vector, "volumeKey"), Aeads.jdk(TestVolume.RANDOM));
      assertThat(first.namesKey()).isEqualTo(secret(vector, "namesKey"));
      NameCipher names = new NameCipher(first.namesKey());
      byte[] parent = vector.requireString("parent").getBytes(StandardCharsets.UTF_8);
      byte[] name = hex(vector, "name");
      assertThat(names.seal(parent, name)).isEqualTo(vector.requireString("sealed"));
      assertThat(names.open(parent, vector.requireString("sealed"))).isEqualTo(name);
    }
  }

  /** F-34. */
  @Test
  void fingerprint_isDerivedAsTheFormatSays() throws IOException {
    JsonObject vector = vector("fingerprint");
    Epoch first = new Epoch(1, secret(vector, "volumeKey"), Aeads.jdk(TestVolume.RANDOM));
    assertThat(first.fingerprint()).isEqualTo(vector.requireString("fingerprint"));
  }

  @Test
  void volumeWithNames_opensByEachOfItsSlots() throws IOException {
    StoredVolume stored = StoredVolume.NAMES;
    assertThat(stored.volumeFile().generation()).isEqualTo(3);
    assertThat(stored.volumeFile().slots())
        .extracting(SlotInfo::type)
        .containsExactly("key-file", "kms", "recipient", "recipient");
    assertOpensNames(stored, stored.keyFileKey());
    assertOpensNames(stored, new KmsKey(new FakeKeyService(), NamesVolumeWriter.KMS_KEY));
    assertOpensNames(stored, stored.identity("x25519.pem"));
    assertOpensNames(stored, stored.identity("rsa.pem"));
  }

  @Test
  void volumeWithNamesWrittenNow_opens(@TempDir Path directory) throws IOException {
    NamesVolumeWriter.write(directory);
    StoredVolume stored = new StoredVolume(directory);
    assertOpensNames(stored, stored.identity("x25519.pem"));
  }

  @Test
  void epoch_isWrappedAsTheFormatSays() throws IOException {
    JsonObject vector = vector("epoch");
    JsonObject epoch = WrappedEpoch.wrap(1, secret(vector, "volumeKey"), secret(vector, "rootKey"));
    assertThat(epoch.requireBytes("wrappedKey", 40)).isEqualTo(hex(vector, "wrapped"));
  }

  @Test
  void mac_isMadeAsTheFormatSays() throws IOException {
    JsonObject vector = vector("mac");
    byte[] canonical = vector.requireString("canonical").getBytes(StandardCharsets.UTF_8);
    JsonObject document = Json.parse(canonical).with("mac", "not covered");
    assertThat(JsonText.canonical(document.without("mac"))).isEqualTo(canonical);
    assertThat(VolumeLayout.mac(document, secret(vector, "rootKey"))).isEqualTo(hex(vector, "mac"));
  }

  @Test
  void volumeOfVersion1_opensByKeyFile() throws IOException {
    assertOpens(StoredVolume.VERSION_1, StoredVolume.VERSION_1.keyFileKey());
  }

  @Test
  void volumeOfVersion1_opensByPassphrase() throws IOException {
    assertOpens(StoredVolume.VERSION_1, StoredVolume.VERSION_1.passphrase());
  }

  @Test
  void volumeWrittenNow_opens(@TempDir Path directory) throws IOException {
    StoredVolumeWriter.write(directory);
    StoredVolume stored = new StoredVolume(directory);
    assertOpens(stored, stored.keyFileKey());
  }
}
