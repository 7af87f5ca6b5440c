package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An independent reader of the format opens and refuses what this one opens and refuses. */
final class NodeReaderTest {
  private static final String READER = "src/test/node/coffer-reader.mjs";
  private static final String NAMES_READER = "src/test/node/coffer-names.mjs";
  private static final long MAX_READER_LINES = 150;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void requireNode() throws InterruptedException {
    boolean ci = "true".equals(System.getenv("CI"));
    boolean found = hasNode();
    assertThat(found || !ci).as("on CI, node must be on the PATH").isTrue();
    assumeTrue(found, "skipped: no node on the PATH, so the independent reader cannot run");
  }

  private static boolean hasNode() throws InterruptedException {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Outcome read(StoredVolume stored, String object, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", READER));
    for (String file : List.of("volume.json", "key-file.txt", object)) {
      command.add(stored.directory().resolve(file).toString());
    }
    command.addAll(List.of(more));
    return run(command);
  }

  private static Outcome readNames(StoredVolume stored, String key, String... paths)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", NAMES_READER));
    for (String file : List.of("volume.json", key)) {
      command.add(stored.directory().resolve(file).toString());
    }
    command.addAll(List.of(paths));
    return run(command);
  }

  private static Outcome run(List<String> command) throws IOException, InterruptedException {
    Path err = Files.createTempFile("node", "err");
    try {
      Process node = new ProcessBuilder(command).redirectError(err.toFile()).start();
      String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(node.waitFor(), out, Files.readString(err).strip());
    } finally {
      Files.delete(err);
    }
  }

  private static void assertReads(StoredVolume stored) throws IOException, InterruptedException {
    for (JsonObject object : stored.objects()) {
      Outcome outcome =
          read(
              stored,
              object.requireString("file"),
              object.requireString("path"),
              object.requireString("header"));
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exitCode()).isZero();
      JsonObject expected = StoredVolume.member(object, "expected");
      assertThat(Json.parse(outcome.out().getBytes(StandardCharsets.UTF_8)))
          .extracting(JsonText::canonical)
          .isEqualTo(JsonText.canonical(expected));
    }
  }

  @Test
  void volumeOfVersion1_isReadByNode() throws IOException, InterruptedException {
    assertReads(StoredVolume.VERSION_1);
  }

  @Test
  void volumeWrittenNow_isReadByNode(@TempDir Path directory)
      throws IOException, InterruptedException {
    StoredVolumeWriter.write(directory);
    assertReads(new StoredVolume(directory));
  }

  @Test
  void refusedObjects_areRefusedByNodeForTheSameReason() throws IOException, InterruptedException {
    for (JsonObject refused : StoredVolume.VERSION_1.refused()) {
      Outcome outcome = read(StoredVolume.VERSION_1, refused.requireString("file"));
      assertThat(outcome)
          .as(refused.requireString("file"))
          .isEqualTo(new Outcome(1, "", refused.requireString("reason")));
    }
  }

  @Test
  void metadataOfAnotherPathOrObject_isRefusedByNode() throws IOException, InterruptedException {
    List<JsonObject> objects = StoredVolume.VERSION_1.objects();
    String file = objects.get(3).requireString("file");
    String otherPath = objects.get(4).requireString("path");
    String otherHeader = objects.get(4).requireString("header");
    Outcome notBound = new Outcome(1, "", "NOT_BOUND");
    assertThat(read(StoredVolume.VERSION_1, file, "elsewhere", otherHeader)).isEqualTo(notBound);
    assertThat(read(StoredVolume.VERSION_1, file, otherPath, otherHeader)).isEqualTo(notBound);
  }

  @ParameterizedTest
  @ValueSource(strings = {"key-file.txt", "x25519.pem", "rsa.pem"})
  void namesOfTheStoredVolume_areReadByNode_withEachKey(String key)
      throws IOException, InterruptedException {
    assertReadsNames(StoredVolume.NAMES, key);
  }

  @Test
  void namesWrittenNow_areReadByNode(@TempDir Path directory)
      throws IOException, InterruptedException {
    NamesVolumeWriter.write(directory);
    assertReadsNames(new StoredVolume(directory), "x25519.pem");
    assertReads(new StoredVolume(directory));
  }

  private static void assertReadsNames(StoredVolume stored, String key)
      throws IOException, InterruptedException {
    List<String> sealed = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (JsonObject object : stored.objects()) {
      sealed.add(object.requireString("key"));
      paths.add(object.requireString("path"));
    }
    Outcome outcome = readNames(stored, key, sealed.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    JsonObject read = Json.parse(outcome.out().getBytes(StandardCharsets.UTF_8));
    assertThat(read.members()).containsEntry("paths", paths);
    try (KeyFileKey keyFile = stored.keyFileKey();
        VolumeKeys keys = stored.volumeFile().unlock(keyFile)) {
      assertThat(read.requireString("fingerprint")).isEqualTo(keys.fingerprint());
    }
  }

  @Test
  void namesMovedOrAltered_areRefusedByNode() throws IOException, InterruptedException {
    String nested = StoredVolume.NAMES.objects().get(1).requireString("key");
    String moved = nested.substring(nested.indexOf('/') + 1);
    assertThat(readNames(StoredVolume.NAMES, "x25519.pem", moved))
        .isEqualTo(new Outcome(1, "", "NOT_BOUND"));
    assertThat(readNames(StoredVolume.NAMES, "x25519.pem", "README"))
        .isEqualTo(new Outcome(1, "", "MALFORMED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {READER, NAMES_READER})
  void reader_isShort(String reader) throws IOException {
    try (var lines = Files.lines(Path.of(reader))) {
      assertThat(lines.count()).isLessThanOrEqualTo(MAX_READER_LINES);
    }
  }
}
