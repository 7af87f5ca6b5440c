package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.KeyedObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SseCRotateCommandTest {
  private final TestProgram program = new TestProgram();
  private final ConcurrentHashMap<String, String> keyIds = new ConcurrentHashMap<>();
  private final List<List<String>> rings = new ArrayList<>();
  @TempDir private Path directory;
  private Path before;
  private Path after;

  @BeforeEach
  void makeKeys() throws IOException {
    before = directory.resolve("before");
    after = directory.resolve("after");
    program.run("keygen", before.toString());
    program.run("keygen", after.toString());
    // The client is asked for with all keys first, and then with the new one alone.
    rings.add(List.of(id(after), id(before)));
    rings.add(List.of(id(after)));
    program.stores(
        (connection, encryption) -> new KeyedObjectStore(program.store, keyIds, rings.remove(0)));
    put("p/.coffer/volume.json", id(before));
    put("p/a", id(before));
    put("p/b", id(after));
    put("q", id(before));
  }

  @Test
  void rotate_ofAPrefix_leavesNothingUnderTheOldKey() throws IOException {
    assertThat(rotate()).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("3 objects, 3 bytes: 2 rekeyed, 1 up-to-date\n");
    assertThat(keyIds)
        .isEqualTo(
            Map.of(
                "p/.coffer/volume.json", id(after),
                "p/a", id(after),
                "p/b", id(after),
                "q", id(before)));
  }

  @Test
  void rotate_asADryRun_countsAlone() throws IOException {
    assertThat(rotate("--dry-run")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("3 objects, 3 bytes: 2 pending, 1 up-to-date\n");
    assertThat(keyIds).containsEntry("p/a", id(before));
  }

  @Test
  void rotate_ofAnObjectUnderAThirdKey_namesItAndFails() throws IOException {
    put("p/c", "another");
    assertThat(rotate()).isEqualTo(1);
    assertThat(program.out()).startsWith("failed   store-failed     p/c  (another key)\n");
    assertThat(keyIds).containsEntry("p/a", id(after)).containsEntry("p/c", "another");
  }

  @Test
  void rotate_withoutAKey_isAUsageError() {
    assertThat(program.run("sse-c", "rotate", "s3://b", "--from", before.toString())).isEqualTo(2);
    assertThat(program.run("sse-c")).isEqualTo(2);
  }

  @Test
  void help_ofTheCommand_isPrinted() {
    assertThat(program.run("sse-c", "rotate", "--help")).isZero();
    assertThat(program.out()).startsWith("Usage: cofferfs sse-c rotate ");
  }

  private int rotate(String... more) {
    List<String> all = new ArrayList<>(List.of("sse-c", "rotate", "s3://bucket/p"));
    all.addAll(List.of("--from", before.toString(), "--to", after.toString()));
    all.addAll(List.of(more));
    return program.run(all.toArray(String[]::new));
  }

  private static String id(Path file) throws IOException {
    List<SecretBytes> keys = KeyFile.parse(Files.readAllBytes(file));
    return KeyFile.keyId(keys.get(0));
  }

  private void put(String key, String keyId) throws IOException {
    program.store.put(key, PartBody.of(new byte[1]), Map.of(), Precondition.none());
    keyIds.put(key, keyId);
  }
}
