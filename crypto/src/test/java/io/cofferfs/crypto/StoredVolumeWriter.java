package io.cofferfs.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a volume with two slots and two epochs, objects of telling sizes, and objects that must be
 * refused. {@link #main} made the stored volume of version 1; it has no reason to run again, as
 * what it wrote must open for ever. A test keeps it working on a directory of its own.
 */
final class StoredVolumeWriter {
  private static final Instant CREATED = Instant.parse("2026-11-23T00:00:00Z");
  private static final int CHUNK_SIZE = 64;
  private static final int SEALED_CHUNK = CHUNK_SIZE + 28;
  private static final int HEADER = ChunkGeometry.HEADER_BYTES;
  private static final HexFormat HEX = HexFormat.of();

  private final Path directory;
  private final SeededRandom random = new SeededRandom();
  private final List<JsonObject> objects = new ArrayList<>();
  private final List<JsonObject> refusals = new ArrayList<>();

  private StoredVolumeWriter(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]));
  }

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("objects"));
    Files.createDirectories(directory.resolve("refused"));
    new StoredVolumeWriter(directory).write();
  }

  private void write() throws IOException {
    String keyFile = KeyFile.generate(random);
    Files.writeString(directory.resolve("key-file.txt"), keyFile);
    Files.writeString(directory.resolve("passphrase.txt"), "korrekt Pferd 電池");
    try (KeyFileKey key =
            new KeyFileKey(KeyFile.parse(keyFile.getBytes(StandardCharsets.UTF_8)).get(0));
        Passphrase passphrase = new Passphrase("korrekt Pferd 電池".toCharArray())) {
      VolumeFile first =
          VolumeFile.create(
              new VolumeOptions(CHUNK_SIZE, false),
              List.of(NewSlot.of(key), NewSlot.of(passphrase)),
              random,
              InstantSource.fixed(CREATED));
      VolumeFile second = rotated(first, key);
      Files.write(directory.resolve("volume.json"), second.toBytes());
      try (VolumeKeys old = first.unlock(key, random);
          VolumeKeys current = second.unlock(key, random)) {
        writeObjects(old, current);
        writeRefused(current);
      }
    }
    writeList("objects.json", "objects", objects);
    writeList("refused.json", "refused", refusals);
  }

  private VolumeFile rotated(VolumeFile volume, KeyFileKey key) throws IOException {
    try (UnlockedVolume unlocked = volume.open(key, random, InstantSource.fixed(CREATED))) {
      return unlocked.addEpoch();
    }
  }

  private void writeObjects(VolumeKeys old, VolumeKeys current) throws IOException {
    FileMetadata file =
        new FileMetadata(
            0100640,
            1000,
            4_294_967_295L,
            new Timestamp(1_763_856_000, 123_456_789),
            new Timestamp(-1, 999_999_999),
            0,
            Xattrs.of(Map.of("user.comment", new byte[] {0, (byte) 0xff}, "user.ä", new byte[0])));
    FileMetadata device =
        new FileMetadata(
            020666, 0, 0, new Timestamp(0, 0), new Timestamp(1, 0), 0x0103, Xattrs.EMPTY);
    writeObject("empty", old.newObject(), old.metadata(), device, 0);
    writeObject("one-byte", old.newObject(), old.metadata(), file, 1);
    // Sealed before the rotation, its metadata changed after it.
    writeObject("chunk", old.newObject(), current.metadata(), file, CHUNK_SIZE);
    writeObject("chunk-and-one", current.newObject(), current.metadata(), file, CHUNK_SIZE + 1);
    writeObject("four-chunks", current.newObject(), current.metadata(), file, 4 * CHUNK_SIZE - 1);
  }

  private void writeObject(
      String name, ObjectCipher cipher, MetadataCipher metadata, FileMetadata file, int length)
      throws IOException {
    byte[] plaintext = new byte[length];
    random.nextBytes(plaintext);
    byte[] object = SealedObjects.seal(cipher, ChunkGeometry.ofChunkSize(CHUNK_SIZE), plaintext);
    Files.write(directory.resolve("objects/" + name + ".coffer"), object);
    String path = "dir/" + name + " ü.bin";
    JsonObject expected =
        JsonObject.EMPTY
            .with("objectId", HEX.formatHex(cipher.objectId().toBytes()))
            .with("epoch", (long) cipher.epoch())
            .with("plaintext", HEX.formatHex(plaintext))
            .with("metadata", describe(cipher, file));
    objects.add(
        JsonObject.EMPTY
            .with("file", "objects/" + name + ".coffer")
            .with("path", path)
            .with("header", metadata.seal(cipher, file, path))
            .with("expected", expected));
  }

  /** In the words of the Node.js reader. */
  static JsonObject describe(ObjectCipher cipher, FileMetadata file) {
    Map<String, Object> xattrs = new TreeMap<>();
    for (String name : file.xattrs().names()) {
      xattrs.put(name, HEX.formatHex(file.xattrs().get(name).orElseThrow()));
    }
    return JsonObject.EMPTY
        .with("objectId", HEX.formatHex(cipher.objectId().toBytes()))
        .with("epoch", (long) cipher.epoch())
        .with("mode", (long) file.mode())
        .with("uid", file.uid())
        .with("gid", file.gid())
        .with("mtime", List.of(file.mtime().seconds(), (long) file.mtime().nanos()))
        .with("ctime", List.of(file.ctime().seconds(), (long) file.ctime().nanos()))
        .with("rdev", file.rdev())
        .with("xattrs", new JsonObject(xattrs));
  }

  private void writeRefused(VolumeKeys keys) throws IOException {
    byte[] good = Files.readAllBytes(directory.resolve("objects/four-chunks.coffer"));
    byte[] other = SealedObjects.seal(keys, new byte[4 * CHUNK_SIZE - 1]);
    refuse("magic", "MALFORMED", set(good, 0, 'K'));
    refuse("version-2", "UNSUPPORTED_VERSION", set(good, 6, 2));
    refuse("suite-2", "UNSUPPORTED_VERSION", set(good, 7, 2));
    refuse("another-chunk-size", "MALFORMED", set(good, 8, 7));
    refuse("padding", "MALFORMED", set(good, 9, 1));
    refuse("unknown-epoch", "WRONG_KEY", set(good, 15, 9));
    refuse("another-object-id", "WRONG_KEY", set(good, 16, good[16] + 1));
    refuse("commitment", "WRONG_KEY", set(good, 63, good[63] + 1));
    refuse("nonce", "TAMPERED", set(good, HEADER, good[HEADER] + 1));
    refuse("ciphertext", "TAMPERED", set(good, HEADER + 12, good[HEADER + 12] + 1));
    refuse("tag", "TAMPERED", set(good, good.length - 1, good[good.length - 1] + 1));
    refuse("header-only", "MALFORMED", Arrays.copyOf(good, HEADER));
    refuse("truncated-header", "MALFORMED", Arrays.copyOf(good, HEADER - 1));
    refuse("truncated-between-chunks", "TAMPERED", Arrays.copyOf(good, HEADER + SEALED_CHUNK));
    refuse("truncated-in-a-chunk", "TAMPERED", Arrays.copyOf(good, good.length - 1));
    refuse("truncated-in-a-nonce", "MALFORMED", Arrays.copyOf(good, HEADER + SEALED_CHUNK + 5));
    refuse("chunks-swapped", "TAMPERED", withChunk(withChunk(good, 0, good, 1), 1, good, 0));
    refuse("chunk-duplicated", "TAMPERED", withChunk(good, 1, good, 0));
    refuse("chunk-of-another-object", "TAMPERED", withChunk(good, 1, other, 1));
    refuse("another-volume", "WRONG_KEY", objectOfAnotherVolume());
  }

  private byte[] objectOfAnotherVolume() throws IOException {
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(random, 32));
        VolumeKeys keys =
            VolumeFile.create(new VolumeOptions(CHUNK_SIZE, false), key, random)
                .unlock(key, random)) {
      return SealedObjects.seal(keys, new byte[3]);
    }
  }

  private static byte[] set(byte[] object, int at, int value) {
    byte[] copy = object.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] withChunk(byte[] object, int index, byte[] from, int fromIndex) {
    byte[] copy = object.clone();
    int at = HEADER + index * SEALED_CHUNK;
    System.arraycopy(from, HEADER + fromIndex * SEALED_CHUNK, copy, at, SEALED_CHUNK);
    return copy;
  }

  private void refuse(String name, String reason, byte[] object) throws IOException {
    String file = "refused/" + name + ".coffer";
    Files.write(directory.resolve(file), object);
    refusals.add(JsonObject.EMPTY.with("file", file).with("reason", reason));
  }

  private void writeList(String file, String name, List<JsonObject> elements) throws IOException {
    Files.write(directory.resolve(file), JsonText.indented(JsonObject.EMPTY.with(name, elements)));
  }
}
