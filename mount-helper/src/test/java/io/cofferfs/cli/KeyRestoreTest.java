package io.cofferfs.cli;

import static io.cofferfs.cli.KeyFixture.STORED;
import static io.cofferfs.cli.KeyFixture.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lost and damaged volume files, backups and copies. */
final class KeyRestoreTest {
  private static final String COPY = "p/.coffer/volume-000001.json";

  @TempDir private Path directory;
  private KeyFixture keys = new KeyFixture(Path.of("."));
  private TestProgram program = keys.program;
  private String first = "";
  private String second = "";

  @BeforeEach
  void makeVolume() {
    keys = new KeyFixture(directory);
    program = keys.program;
    first = keys.newKey("first");
    second = keys.newKey("second");
    keys.init("--key-file", first);
  }

  private void addSecond() {
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
  }

  @Test
  void backup_isTheVolumeFile_forItsOwnerOnly() throws IOException {
    Path backup = Path.of(keys.path("backup"));
    keys.succeed("key", "backup", VOLUME, backup.toString());
    assertThat(backup).hasBinaryContent(keys.stored(STORED));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rw-------");
    keys.fail(1, "key", "backup", VOLUME, backup.toString());
    assertThat(program.err()).contains("exists already");
  }

  @Test
  void backup_withAWrongKey_savesNothing() {
    String file = keys.path("backup");
    keys.fail(3, "key", "backup", VOLUME, file, "--key-file", second);
    assertThat(Path.of(file)).doesNotExist();
  }

  @Test
  void restore_ofALostFile_fromABackup_opensTheVolumeAgain() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    keys.lose(STORED);
    keys.fail(5, "key", "list", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("cofferfs key restore");
    keys.succeed("key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(keys.opens("--key-file", first)).isTrue();
  }

  @Test
  void restore_ofALostFile_takesTheNewestCopy() throws IOException {
    addSecond();
    keys.lose(STORED);
    keys.fail(5, "ls", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("is lost").contains("key restore").contains("number 1");
    keys.succeed("key", "restore", VOLUME, "--key-file", first);
    assertThat(program.out()).contains("copy 1");
    VolumeFile copy = VolumeFile.parse(keys.stored(COPY));
    assertThat(keys.volume().slots()).isEqualTo(copy.slots());
    assertThat(keys.volume().generation()).isGreaterThan(copy.generation());
  }

  @Test
  void restore_ofADamagedFile_keepsTheDamagedOneToo() throws IOException {
    addSecond();
    byte[] damaged = "{ not json".getBytes(StandardCharsets.UTF_8);
    keys.store(STORED, damaged);
    keys.fail(4, "ls", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("damaged").contains("cofferfs key restore");
    keys.succeed("key", "restore", VOLUME, "--key-file", first);
    assertThat(program.out()).contains("kept as copy 2");
    assertThat(keys.stored("p/.coffer/volume-000002.json")).isEqualTo(damaged);
    assertThat(keys.opens("--key-file", first)).isTrue();
    // And the damaged copy is passed over the next time.
    keys.lose(STORED);
    keys.succeed("key", "restore", VOLUME, "--key-file", first);
    assertThat(program.out()).contains("copy 1");
  }

  @Test
  void restore_ofAForgedFile_isDamageToo() throws IOException {
    addSecond();
    String text = new String(keys.stored(STORED), StandardCharsets.UTF_8);
    keys.store(
        STORED,
        text.replace("\"chunkSize\": 65536", "\"chunkSize\": 32768")
            .getBytes(StandardCharsets.UTF_8));
    keys.fail(4, "ls", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("MAC").contains("cofferfs key restore");
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(keys.opens("--key-file", first)).isTrue();
  }

  @Test
  void restore_ofAFileInOrder_hasToSayWhichOne() throws IOException {
    addSecond();
    byte[] before = keys.stored(STORED);
    keys.fail(1, "key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("is in order").contains("--copy N");
    assertThat(keys.stored(STORED)).isEqualTo(before);
  }

  @Test
  void restore_anOlderCopy_bringsItsSlotsBack() throws IOException {
    addSecond();
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(keys.opens("--key-file", second)).isFalse();
    keys.succeed("key", "restore", VOLUME, "--copy", "2", "--key-file", first);
    assertThat(keys.opens("--key-file", second)).isTrue();
  }

  @Test
  void restore_anOlderCopy_isANewerGeneration() throws IOException {
    addSecond();
    long before = keys.volume().generation();
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(keys.volume().generation()).isEqualTo(before + 1);
    keys.store(STORED, new byte[] {'{'});
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(keys.volume().generation()).isGreaterThan(before);
  }

  @Test
  void restore_withAWrongKey_changesNothing() throws IOException {
    addSecond();
    byte[] before = keys.stored(STORED);
    String third = keys.newKey("third");
    keys.fail(3, "key", "restore", VOLUME, "--copy", "1", "--key-file", third);
    assertThat(keys.stored(STORED)).isEqualTo(before);
  }

  @Test
  void restore_whatLacksAnEpoch_wantsForce() throws IOException {
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--key-file", first);
    keys.fail(1, "key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(program.err()).contains("up to epoch 2").contains("--force");
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first, "--force");
    assertThat(keys.volume().currentEpoch()).isOne();
  }

  @Test
  void restore_whatIsOfBeforeANewRootKey_wantsForce() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--new-root-key", "--key-file", first);
    byte[] rotated = keys.stored(STORED);
    keys.fail(1, "key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("is in order");
    keys.fail(1, "key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    assertThat(program.err()).contains("up to epoch 2").contains("--force");
    keys.fail(1, "key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(program.err()).contains("up to epoch 2").contains("--force");
    assertThat(keys.stored(STORED)).isEqualTo(rotated);
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first, "--force");
    assertThat(keys.volume().currentEpoch()).isOne();
  }

  /**
   * A copy that {@code first} opens, and a file under a new root key that only another key opens.
   */
  private void shutFirstOut() throws IOException {
    keys.succeed(
        "key", "rotate", VOLUME, keys.slot(0), "--key-file", first, "--new-key-file", second);
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--new-root-key", "--key-file", second);
  }

  @Test
  void restore_inThePlaceOfAFileThatTheKeyDoesNotOpen_wantsForce() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    shutFirstOut();
    byte[] standing = keys.stored(STORED);
    for (String[] which : new String[][] {{"--copy", "1"}, {backup}, {}}) {
      List<String> words = new ArrayList<>(List.of("key", "restore", VOLUME, "--key-file", first));
      words.addAll(List.of(which));
      keys.fail(1, words.toArray(String[]::new));
      assertThat(program.err())
          .contains("but not the one there now", "epoch 2 and generation 4", "--force");
      assertThat(keys.stored(STORED)).isEqualTo(standing);
    }
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first, "--force");
    assertThat(keys.opens("--key-file", first)).isTrue();
  }

  @Test
  void restore_withTheKeysOfBothFiles_tellsWhatWouldBeLost() throws IOException {
    shutFirstOut();
    String both = keys.path("both");
    OwnerOnlyFile.create(
        Path.of(both),
        (Files.readString(Path.of(first)) + Files.readString(Path.of(second)))
            .getBytes(StandardCharsets.UTF_8));
    keys.fail(1, "key", "restore", VOLUME, "--copy", "1", "--key-file", both);
    assertThat(program.err()).contains("up to epoch 2");
  }

  @Test
  void restore_ofALostFile_withAKeyThatNewerCopiesAreNotUnder_wantsForce() throws IOException {
    shutFirstOut();
    String third = keys.newKey("third");
    keys.succeed("key", "add", VOLUME, "--key-file", second, "--new-key-file", third);
    keys.lose(STORED);
    keys.fail(1, "key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err())
        .contains("copy 3 is not opened by", "copy 2 is not opened by", "opens copy 1")
        .contains("but not copy 3", "--force");
    assertThat(keys.keys()).doesNotContain(STORED);
    keys.succeed("key", "restore", VOLUME, "--key-file", first, "--force");
    assertThat(program.out()).contains("that of copy 1 again");
  }

  @Test
  void restore_ofALostFile_takesTheNewestCopyThatTheKeyOpens() throws IOException {
    String third = keys.newKey("third");
    keys.succeed("key", "rotate", VOLUME, "--key-file", first, "--new-key-file", second);
    keys.succeed("key", "rotate", VOLUME, "--key-file", second, "--new-key-file", third);
    keys.lose(STORED);
    keys.succeed("key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("copy 2 is not opened by key");
    assertThat(program.out()).contains("that of copy 1 again");
    assertThat(keys.opens("--key-file", first)).isTrue();
  }

  @Test
  void restore_ofALostFile_withAKeyThatOpensNoCopy_saysWhatTheyWant() throws IOException {
    addSecond();
    keys.succeed("key", "remove", VOLUME, keys.slot(1), "--key-file", first);
    keys.lose(STORED);
    keys.fail(3, "key", "restore", VOLUME, "--key-file", keys.newKey("third"));
    assertThat(program.err()).contains("opens none of the copies; the newest one wants");
    assertThat(keys.keys()).doesNotContain(STORED);
  }

  @Test
  void restore_ofALostFile_passesOverAForgedCopy() throws IOException {
    addSecond();
    String text = new String(keys.stored(STORED), StandardCharsets.UTF_8);
    keys.store(
        "p/.coffer/volume-000002.json",
        text.replace("\"chunkSize\": 65536", "\"chunkSize\": 32768")
            .getBytes(StandardCharsets.UTF_8));
    keys.lose(STORED);
    keys.succeed("key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("copy 2 is damaged");
    assertThat(program.out()).contains("that of copy 1 again");
  }

  @Test
  void restore_ofALostFile_looksForEpochsUnderANewRootKeyInTheCopies() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--new-root-key", "--key-file", first);
    addSecond();
    keys.lose(STORED);
    keys.fail(1, "key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(program.err()).contains("copy 2 up to epoch 2");
  }

  @Test
  void restore_ofALostFile_looksForEpochsInTheCopies() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--key-file", first);
    addSecond();
    keys.lose(STORED);
    keys.fail(1, "key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(program.err()).contains("copy 2 up to epoch 2");
  }

  @Test
  void restore_besideEpochsThatTheStoreMadeUp_isDone() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    String text = new String(keys.stored(STORED), StandardCharsets.UTF_8);
    keys.store(
        STORED, text.replace("\"epoch\": 1", "\"epoch\": 9").getBytes(StandardCharsets.UTF_8));
    assertThat(keys.volume().currentEpoch()).isEqualTo(9);
    keys.succeed("key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(keys.volume().currentEpoch()).isOne();
  }

  @Test
  void restore_anotherVolumesFile_wantsForce() throws IOException {
    keys.succeed("init", "s3://bucket/q", "--key-file", first);
    String backup = keys.path("backup");
    keys.succeed("key", "backup", "s3://bucket/q", backup);
    keys.fail(1, "key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(program.err()).contains("the file of volume").contains("--force");
  }

  @Test
  void restore_whatIsThere_doesNothing() throws IOException {
    String backup = keys.path("backup");
    keys.succeed("key", "backup", VOLUME, backup);
    keys.succeed("key", "restore", VOLUME, backup, "--key-file", first);
    assertThat(program.out()).contains("already");
    assertThat(keys.keys()).containsExactly(STORED);
  }

  @Test
  void restore_somethingElse_isRefused() throws IOException {
    String file = keys.path("other");
    Files.writeString(Path.of(file), "hello");
    keys.fail(4, "key", "restore", VOLUME, file, "--key-file", first);
    assertThat(program.err()).contains("is not a volume file");
    keys.fail(5, "key", "restore", VOLUME, "--copy", "7", "--key-file", first);
    keys.fail(5, "key", "restore", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("no copy");
    keys.fail(2, "key", "restore", VOLUME, file, "--copy", "1", "--key-file", first);
  }

  @Test
  void put_withoutAKeyWhereTheVolumeFileIsLost_writesNoPlaintext() throws IOException {
    addSecond();
    keys.lose(STORED);
    program.input("secret".getBytes(StandardCharsets.UTF_8));
    keys.fail(5, "put", "-", VOLUME + "/a/b");
    assertThat(program.err()).contains("the volume file of " + VOLUME + "/ is lost");
    assertThat(keys.keys()).containsExactly(COPY);
    keys.succeed("put", "-", VOLUME + "/a/b", "--cse", "none");
  }

  @Test
  void init_whereTheVolumeFileIsLost_isRefused() throws IOException {
    addSecond();
    keys.lose(STORED);
    keys.fail(1, "init", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("key restore");
  }
}
