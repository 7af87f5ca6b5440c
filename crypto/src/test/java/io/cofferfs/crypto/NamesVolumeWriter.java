package io.cofferfs.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes a volume with encrypted names, a slot of every kind but the passphrase, three epochs, and
 * an object of each. {@link #main} made the stored one, which must open for ever; see {@link
 * StoredVolumeWriter}.
 */
final class NamesVolumeWriter {
  static final String KMS_KEY = "arn:aws:kms:eu-central-1:111122223333:key/cofferfs-test";
  static final Path RSA_PEM = Path.of("src/test/resources/identities/rsa-3072.pem");

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-24T00:00:00Z"));
  private static final List<String> PATHS =
      List.of("a", "dir/sub/ü 電池.txt", "dir/" + "n".repeat(255));

  private final Path directory;
  private final SeededRandom random = new SeededRandom();
  private final List<JsonObject> objects = new ArrayList<>();

  private NamesVolumeWriter(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("objects"));
    new NamesVolumeWriter(directory).write();
  }

  private void write() throws IOException {
    String keyFile = KeyFile.generate(random);
    Files.writeString(directory.resolve("key-file.txt"), keyFile);
    Files.copy(RSA_PEM, directory.resolve("rsa.pem"));
    try (KeyFileKey key =
            new KeyFileKey(KeyFile.parse(keyFile.getBytes(StandardCharsets.UTF_8)).get(0));
        PrivateIdentity x25519 = PrivateIdentity.generate(random);
        PrivateIdentity rsa = PrivateIdentity.parse(Files.readAllBytes(RSA_PEM));
        SecretBytes pem = x25519.toPem()) {
      Files.write(directory.resolve("x25519.pem"), pem.expose(byte[]::clone));
      List<NewSlot> slots =
          List.of(
              NewSlot.of(key),
              new NewSlot(new KmsKey(new FakeKeyService(), KMS_KEY), Optional.of("cluster")),
              new NewSlot(x25519.publicIdentity(), Optional.of("a colleague")),
              new NewSlot(rsa.publicIdentity(), Optional.of("another")));
      VolumeFile file = VolumeFile.create(new VolumeOptions(64, true), slots, random, CLOCK);
      for (String path : PATHS) {
        writeObject(file, key, path);
        file = path.equals(PATHS.get(PATHS.size() - 1)) ? file : withEpoch(file, key);
      }
      Files.write(directory.resolve("volume.json"), file.toBytes());
    }
    byte[] list = JsonText.indented(JsonObject.EMPTY.with("objects", objects));
    Files.write(directory.resolve("objects.json"), list);
  }

  private VolumeFile withEpoch(VolumeFile file, KeyFileKey key) throws IOException {
    try (UnlockedVolume unlocked = file.open(key, random, CLOCK)) {
      return unlocked.addEpoch();
    }
  }

  /** In the epoch that is current in {@code file}. */
  private void writeObject(VolumeFile file, KeyFileKey key, String path) throws IOException {
    byte[] plaintext = new byte[100];
    random.nextBytes(plaintext);
    FileMetadata metadata =
        new FileMetadata(
            0100600, 1000, 1000, new Timestamp(1, 2), new Timestamp(3, 4), 0, Xattrs.EMPTY);
    String name = "objects/" + objects.size() + ".coffer";
    try (VolumeKeys keys = file.unlock(key, random)) {
      ObjectCipher cipher = keys.newObject();
      Files.write(directory.resolve(name), SealedObjects.seal(cipher, keys.geometry(), plaintext));
      JsonObject expected =
          JsonObject.EMPTY
              .with("objectId", HexFormat.of().formatHex(cipher.objectId().toBytes()))
              .with("epoch", (long) cipher.epoch())
              .with("plaintext", HexFormat.of().formatHex(plaintext))
              .with("metadata", StoredVolumeWriter.describe(cipher, metadata));
      objects.add(
          JsonObject.EMPTY
              .with("file", name)
              .with("path", path)
              .with("key", keys.names().orElseThrow().sealPath(path))
              .with("header", keys.metadata().seal(cipher, metadata, path))
              .with("expected", expected));
    }
  }
}
