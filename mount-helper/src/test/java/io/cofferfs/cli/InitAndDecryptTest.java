package io.cofferfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.ChunkSealer;
import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.ObjectCipher;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InitAndDecryptTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;
  private Path key;

  @BeforeEach
  void makeKey() {
    key = directory.resolve("k");
    program.run("keygen", key.toString());
  }

  @Test
  void init_onAnEmptyPrefix_makesAVolumeTheKeyOpens() throws IOException {
    assertThat(init("s3://bucket/p")).as(program.err()).isZero();
    VolumeFile volume = VolumeFile.parse(stored("p/.coffer/volume.json"));
    try (VolumeKeys keys = unlock(volume)) {
      assertThat(program.out()).contains(keys.volumeId()).contains("key-file");
    }
    assertThat(program.err()).isEmpty();
  }

  @Test
  void init_twice_leavesTheFirstVolume() throws IOException {
    init("s3://bucket/p");
    byte[] first = stored("p/.coffer/volume.json");
    assertThat(init("s3://bucket/p/")).isEqualTo(1);
    assertThat(program.err()).startsWith("cofferfs: s3://bucket/p/ is a volume already");
    assertThat(stored("p/.coffer/volume.json")).isEqualTo(first);
  }

  @Test
  void init_besideOtherObjects_saysSo() throws IOException {
    program.store.put("p/x", PartBody.empty(), Map.of(), Precondition.none());
    assertThat(init("s3://bucket/p")).isZero();
    assertThat(program.err()).contains("there are objects under s3://bucket/p already");
  }

  @Test
  void init_withoutAKey_isAUsageError() {
    assertThat(program.run("init", "s3://bucket")).isEqualTo(2);
    assertThat(program.err()).contains("--key-file");
  }

  @Test
  void init_withTwoWays_isAUsageError() {
    program.environment.put("P", "x");
    assertThat(
            program.run(
                "init", "s3://b1", "--key-file", key.toString(), "--passphrase-file", "env:P"))
        .isEqualTo(2);
  }

  @Test
  void init_withAnOddChunkSize_isAUsageError() {
    assertThat(
            program.run("init", "s3://bucket", "--key-file", key.toString(), "--chunk-size", "65K"))
        .isEqualTo(2);
  }

  @Test
  void init_passphraseTypedTwiceTheSame_makesAVolume() {
    program.terminal(new TypingTerminal("secret", "secret"));
    assertThat(program.run("init", "s3://bucket", "--passphrase")).as(program.err()).isZero();
  }

  @Test
  void init_passphraseTypedDifferently_makesNothing() {
    program.terminal(new TypingTerminal("secret", "sceret"));
    assertThat(program.run("init", "s3://bucket", "--passphrase")).isEqualTo(1);
    assertThat(program.err()).contains("differ");
    assertThat(program.run("init", "s3://bucket", "--key-file", key.toString())).isZero();
  }

  @Test
  void init_passphraseWithoutATerminal_saysWhatToGive() {
    assertThat(program.run("init", "s3://bucket", "--passphrase")).isEqualTo(3);
    assertThat(program.err()).contains("--passphrase-file");
  }

  @Test
  void decrypt_toAFile_writesTheContent() throws IOException {
    Path body = sealedFile("some content over several chunks".repeat(9));
    Path out = directory.resolve("out");
    assertThat(decrypt(body, "-o", out.toString())).as(program.err()).isZero();
    assertThat(out).hasContent("some content over several chunks".repeat(9));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
  }

  @Test
  void decrypt_toStandardOutput_writesTheContent() throws IOException {
    Path body = sealedFile("hello");
    assertThat(decrypt(body)).isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void decrypt_aForgedLastChunk_leavesNothing() throws IOException {
    Path body = sealedFile("0123456789abcdef".repeat(20));
    flipLastByte(body);
    Path out = directory.resolve("out");
    assertThat(decrypt(body, "-o", out.toString())).isEqualTo(4);
    assertThat(decrypt(body)).isEqualTo(4);
    assertThat(program.outBytes()).isEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("k", "volume.json", "body");
    }
  }

  @Test
  void decrypt_withAnotherKey_isDenied() throws IOException {
    Path body = sealedFile("hello");
    Path other = directory.resolve("other");
    program.run("keygen", other.toString());
    assertThat(
            program.run(
                "decrypt",
                body.toString(),
                "--volume",
                directory.resolve("volume.json").toString(),
                "--key-file",
                other.toString()))
        .isEqualTo(3);
    assertThat(program.err()).startsWith("cofferfs: ").hasLineCount(1);
  }

  @Test
  void decrypt_aMissingFile_isNotFound() throws IOException {
    sealedFile("hello");
    assertThat(decrypt(directory.resolve("none"))).isEqualTo(5);
  }

  private int init(String location) {
    return program.run("init", location, "--key-file", key.toString(), "--chunk-size", "64");
  }

  private int decrypt(Path body, String... more) {
    List<String> arguments =
        List.of(
            "decrypt",
            body.toString(),
            "--volume",
            directory.resolve("volume.json").toString(),
            "--key-file",
            key.toString());
    Deque<String> all = new ArrayDeque<>(arguments);
    all.addAll(List.of(more));
    return program.run(all.toArray(String[]::new));
  }

  private Path sealedFile(String content) throws IOException {
    init("s3://bucket");
    byte[] json = stored(VolumeFile.KEY);
    Files.write(directory.resolve("volume.json"), json);
    try (VolumeKeys keys = unlock(VolumeFile.parse(json))) {
      return Files.write(directory.resolve("body"), seal(keys, content.getBytes(UTF_8)));
    }
  }

  private static byte[] seal(VolumeKeys keys, byte[] content) {
    ObjectCipher cipher = keys.newObject();
    ByteBuffer body =
        ByteBuffer.allocate((int) keys.geometry().ciphertextLength(content.length))
            .put(cipher.header());
    ChunkSealer sealer = cipher.sealer();
    ByteBuffer plaintext = ByteBuffer.wrap(content);
    long chunks = keys.geometry().chunkCount(content.length);
    for (long index = 0; index < chunks; index++) {
      int length = keys.geometry().plainChunkLength(index, content.length);
      plaintext.limit(plaintext.position() + length);
      sealer.seal(index, plaintext, index == chunks - 1, body);
    }
    return body.array();
  }

  private VolumeKeys unlock(VolumeFile volume) throws IOException {
    SecretBytes secret = KeyFile.parse(Files.readAllBytes(key)).get(0);
    try (KeyFileKey unlock = new KeyFileKey(secret)) {
      return volume.unlock(unlock);
    }
  }

  private byte[] stored(String storeKey) throws IOException {
    try (var body = program.store.get(storeKey, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  private static void flipLastByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  /** Someone who types these lines. */
  private static final class TypingTerminal extends Terminal {
    private final Deque<String> lines;

    TypingTerminal(String... lines) {
      super(Path.of("/dev/null"));
      this.lines = new ArrayDeque<>(List.of(lines));
    }

    @Override
    Optional<SecretBytes> ask(String question) {
      return Optional.of(SecretBytes.copyOf(lines.remove().getBytes(UTF_8)));
    }
  }
}
