package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeygenCommandTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;

  @Test
  void keygen_newFile_holdsOneKeyForItsOwnerOnly() throws IOException {
    Path file = directory.resolve("k");
    assertThat(program.run("keygen", file.toString())).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(KeyFile.parse(Files.readAllBytes(file))).hasSize(1);
    assertThat(program.out())
        .contains(KeyFile.keyId(KeyFile.parse(Files.readAllBytes(file)).get(0)));
  }

  @Test
  void keygen_existingFile_isNotTouched() throws IOException {
    Path file = Files.writeString(directory.resolve("k"), "mine");
    assertThat(program.run("keygen", file.toString())).isEqualTo(1);
    assertThat(file).hasContent("mine");
    assertThat(program.err()).isEqualTo("cofferfs: " + file + " exists already\n");
  }

  @Test
  void keygen_theKey_isNotPrinted() throws IOException {
    Path file = directory.resolve("k");
    program.run("keygen", file.toString());
    String key = Files.readAllLines(file).get(3);
    assertThat(program.out() + program.err()).doesNotContain(key);
  }
}
