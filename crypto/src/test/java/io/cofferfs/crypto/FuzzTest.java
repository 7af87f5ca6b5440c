package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.cryptomator.siv.SivMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything that decodes what a store can write, under mutated inputs: only {@link
 * CofferException} may come out, memory is bounded, and what is accepted encodes to the same bytes
 * again. A failure names seed and input. {@code -Pfuzz} runs it for long, with a new seed; {@code
 * -Dcofferfs.fuzz.iterations=N} and {@code -Dcofferfs.fuzz.seed=N} choose.
 */
final class FuzzTest {
  private static final int ITERATIONS = Integer.getInteger("cofferfs.fuzz.iterations", 4000);
  private static final long SEED = Long.getLong("cofferfs.fuzz.seed", 20261124);

  /** Above what any of them takes for inputs of a few KiB, RSA keys included. */
  private static final long MOST_ALLOCATED_BYTES = 8 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static TestVolume volume;
  private static VolumeKeys names;

  /** Decodes an input; any other exception than the declared one is a finding. */
  @FunctionalInterface
  private interface Target {
    void decode(byte[] input) throws IOException;
  }

  @BeforeAll
  static void make() throws IOException {
    volume = new TestVolume();
    try (KeyFileKey key = StoredVolume.NAMES.keyFileKey()) {
      names = StoredVolume.NAMES.volumeFile().unlock(key);
    }
  }

  @AfterAll
  static void close() {
    volume.close();
    names.close();
  }

  private static void fuzz(Target target, List<byte[]> corpus) {
    Mutations mutations = new Mutations(SEED, corpus);
    int accepted = 0;
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      byte[] input = mutations.next();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        target.decode(input.clone());
        accepted++;
      } catch (CofferException e) {
        assertThat(e.getMessage()).as("seed %d", SEED).doesNotContainPattern("\\p{Cntrl}");
      } catch (IOException | RuntimeException | Error e) {
        fail("seed %d, input %s".formatted(SEED, HexFormat.of().formatHex(input)), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated)
          .as("seed %d, input %s", SEED, HexFormat.of().formatHex(input))
          .isLessThan(MOST_ALLOCATED_BYTES);
    }
    // Mutations without any change are among the inputs: a target that refuses all tests nothing.
    assertThat(accepted).isPositive();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void header_isRefusedOrEncodesToTheSame() {
    byte[] good = volume.keys().newObject().header();
    fuzz(input -> assertThat(ObjectHeader.parse(input).toBytes()).isEqualTo(input), List.of(good));
    fuzz(
        input -> assertThat(volume.keys().openObject(input).header()).isEqualTo(input),
        List.of(good));
  }

  @Test
  void object_isRefusedOrIsWhatWasSealed() throws IOException {
    byte[] plaintext = TestVolume.bytes(100);
    byte[] good = SealedObjects.seal(volume.keys(), plaintext);
    fuzz(
        input -> {
          assertThat(SealedObjects.open(volume.keys(), input)).isEqualTo(plaintext);
          assertThat(input).isEqualTo(good);
        },
        List.of(good));
  }

  @Test
  void metadataHeader_isRefusedOrIsWhatWasSealed() {
    MetadataCipher cipher = volume.keys().metadata();
    String good = cipher.seal(volume.keys().newObject(), file(), "a/b");
    fuzz(
        input -> {
          cipher.open(latin1(input), "a/b");
          assertThat(latin1(input)).isEqualTo(good);
        },
        List.of(latin1(good)));
  }

  private static FileMetadata file() {
    Xattrs xattrs = Xattrs.EMPTY.with("user.a", new byte[] {1, 2}).with("user.b", new byte[0]);
    return new FileMetadata(
        0100644, 1000, 1000, new Timestamp(1, 2), new Timestamp(-3, 4), 5, xattrs);
  }

  /** As if the owner of a key had sealed it: what is behind the tag is no safer to decode. */
  @Test
  void metadataPlaintext_isRefusedOrEncodesToTheSame() {
    ObjectMetadata metadata = new ObjectMetadata(ObjectId.of(new byte[32]), 1, file());
    byte[] good = MetadataCodec.encode(metadata);
    fuzz(
        input -> {
          ObjectMetadata decoded = MetadataCodec.decode(ByteBuffer.wrap(input));
          assertThat(MetadataCodec.encode(decoded)).isEqualTo(input);
        },
        List.of(good));
  }

  @Test
  void volumeFile_isRefusedOrKept_andUnlocksOnlyAsItWasWritten() throws IOException {
    byte[] own = volume.file().toBytes();
    byte[] stored = StoredVolume.NAMES.read("volume.json");
    byte[] passphrase = StoredVolume.VERSION_1.read("volume.json");
    byte[] canonical = JsonText.canonical(Json.parse(own));
    fuzz(
        input -> {
          byte[] written = VolumeFile.parse(input).toBytes();
          assertThat(VolumeFile.parse(written).toBytes()).isEqualTo(written);
          assertThat(JsonText.canonical(Json.parse(written)))
              .isEqualTo(JsonText.canonical(Json.parse(input)));
        },
        List.of(own, stored, passphrase));
    fuzz(
        input -> {
          VolumeFile.parse(input).unlock(volume.key()).close();
          assertThat(JsonText.canonical(Json.parse(input))).isEqualTo(canonical);
        },
        List.of(own));
  }

  @Test
  void slots_underChangedBytes_openNothingElse() throws IOException {
    List<UnlockKey> keys =
        List.of(
            StoredVolume.NAMES.keyFileKey(),
            new KmsKey(new FakeKeyService(), NamesVolumeWriter.KMS_KEY),
            StoredVolume.NAMES.identity("x25519.pem"));
    byte[] stored = StoredVolume.NAMES.read("volume.json");
    byte[] canonical = JsonText.canonical(Json.parse(stored));
    int[] turn = {0};
    fuzz(
        input -> {
          VolumeFile.parse(input).unlock(keys.get(turn[0]++ % keys.size())).close();
          assertThat(JsonText.canonical(Json.parse(input))).isEqualTo(canonical);
        },
        List.of(stored));
    keys.forEach(UnlockKey::close);
  }

  @Test
  void name_isRefusedOrSealsToTheSame() throws IOException {
    NameCipher cipher = names.names().orElseThrow();
    List<byte[]> corpus = new ArrayList<>();
    for (String name : List.of("a", "file.txt", "ü", "n".repeat(255))) {
      corpus.add(latin1(cipher.seal("dir", name)));
    }
    fuzz(
        input -> {
          byte[] name = cipher.open(latin1("dir"), latin1(input));
          assertThat(cipher.seal(latin1("dir"), name)).isEqualTo(latin1(input));
        },
        corpus);
  }

  @Test
  void path_isRefusedOrSealsToTheSame() throws IOException {
    NameCipher cipher = names.names().orElseThrow();
    List<byte[]> corpus = new ArrayList<>();
    for (String path : List.of("a", "dir/", "dir/ü/c.txt", "")) {
      corpus.add(latin1(cipher.sealPath(path)));
    }
    fuzz(
        input -> {
          String path = cipher.openPath(latin1(input));
          assertThat(cipher.sealPath(path)).isEqualTo(latin1(input));
        },
        corpus);
  }

  /** As if the owner of a key had sealed it. */
  @Test
  void sealedBytes_areRefusedOrAreAName() {
    NameCipher cipher = new NameCipher(SecretBytes.take(new byte[64]));
    SivMode siv = new SivMode();
    fuzz(
        input -> {
          byte[] sealed = siv.encrypt(new byte[32], new byte[32], input, latin1("dir"));
          String text = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
          assertThat(cipher.open(latin1("dir"), text)).isEqualTo(input);
          assertThat(cipher.seal(latin1("dir"), input)).isEqualTo(text);
        },
        List.of(latin1("a"), latin1(".."), latin1("file.txt"), latin1("ü")));
  }

  @Test
  void identities_areRefusedOrEncodeToTheSame() throws IOException {
    byte[] x25519 = StoredVolume.NAMES.read("x25519.pem");
    byte[] rsa = StoredVolume.NAMES.read("rsa.pem");
    List<byte[]> halves = new ArrayList<>(List.of(latin1("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB")));
    for (byte[] pem : List.of(x25519, rsa)) {
      try (PrivateIdentity identity = PrivateIdentity.parse(pem)) {
        halves.add(latin1(identity.publicIdentity().toPem()));
      }
    }
    fuzz(
        input -> {
          PublicIdentity parsed = PublicIdentity.parse(input);
          assertThat(PublicIdentity.parse(latin1(parsed.toPem()))).isEqualTo(parsed);
        },
        halves);
    fuzz(
        input -> {
          try (PrivateIdentity parsed = PrivateIdentity.parse(input);
              SecretBytes pem = parsed.toPem();
              PrivateIdentity again = PrivateIdentity.parse(pem.expose(byte[]::clone))) {
            assertThat(again.publicIdentity()).isEqualTo(parsed.publicIdentity());
          }
        },
        List.of(x25519, rsa));
  }

  @Test
  void keyFile_isRefusedOrHoldsKeys() throws IOException {
    byte[] good = StoredVolume.NAMES.read("key-file.txt");
    byte[] hex = latin1("# two\n" + "0f".repeat(32) + "\r\n" + "A0".repeat(32));
    fuzz(
        input ->
            assertThat(KeyFile.parse(input))
                .isNotEmpty()
                .allMatch(key -> key.length() == AesKey.LENGTH),
        List.of(good, hex));
  }

  @Test
  void mutations_ofOneSeed_areTheSame() {
    List<byte[]> corpus = List.of(new byte[] {1, 2, 3}, new byte[0]);
    Mutations first = new Mutations(SEED, corpus);
    Mutations second = new Mutations(SEED, corpus);
    for (int i = 0; i < 100; i++) {
      assertThat(Arrays.equals(first.next(), second.next())).isTrue();
    }
  }
}
