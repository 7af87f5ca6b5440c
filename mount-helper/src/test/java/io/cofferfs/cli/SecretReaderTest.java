package io.cofferfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cofferfs.crypto.SecretBytes;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretReaderTest {
  private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);
  @TempDir private Path directory;

  @Test
  void keys_ofAPrivateFile_areRead() throws Exception {
    assertThat(reader(Map.of()).keys(SecretSource.parse(file("rw-------").toString()))).hasSize(1);
    assertThat(reader(Map.of()).keys(SecretSource.parse(file("r--------").toString()))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
  void keys_ofAFileOthersCanUse_areRefused(String mode) throws IOException {
    SecretSource source = SecretSource.parse(file(mode).toString());
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reader(Map.of()).keys(source))
        .withMessageContaining("chmod 600")
        .matches(e -> e.exitCode() == ExitCode.DENIED);
  }

  @Test
  void keys_ofAFileOfAnotherUser_areRefused() throws IOException {
    SecretSource source = SecretSource.parse(file("rw-------").toString());
    SecretReader other = new SecretReader(new Environment(Map.of()), TestProgram.uid() + 1);
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> other.keys(source))
        .withMessageContaining("belongs to user");
  }

  @Test
  void keys_ofAMissingFile_areNotFound() {
    SecretSource source = SecretSource.parse(directory.resolve("none").toString());
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reader(Map.of()).keys(source))
        .matches(e -> e.exitCode() == ExitCode.NOT_FOUND);
  }

  @Test
  void keys_ofTheEnvironment_areRead() throws Exception {
    assertThat(reader(Map.of("K", KEY)).keys(SecretSource.parse("env:K"))).hasSize(1);
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reader(Map.of()).keys(SecretSource.parse("env:K")))
        .withMessageContaining("K is not set");
  }

  @Test
  void keys_ofACredential_areReadFromItsDirectory() throws Exception {
    Files.writeString(directory.resolve("volume-key"), KEY);
    SecretReader reader = reader(Map.of("CREDENTIALS_DIRECTORY", directory.toString()));
    assertThat(reader.keys(SecretSource.parse("credential:volume-key"))).hasSize(1);
  }

  @Test
  void keys_ofADescriptor_areRead() throws Exception {
    Path file = file("rw-------");
    try (FileInputStream open = new FileInputStream(file.toFile())) {
      assertThat(reader(Map.of()).keys(SecretSource.parse("fd:" + number(file)))).hasSize(1);
      assertThat(open.available()).isPositive();
    }
  }

  private static String number(Path file) throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(descriptor -> file.equals(target(descriptor)))
          .findFirst()
          .orElseThrow()
          .getFileName()
          .toString();
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closedMeanwhile) {
      return descriptor;
    }
  }

  @Test
  void keys_ofSomethingElse_areRefusedWithoutQuotingIt() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reader(Map.of("K", "hunter2")).keys(SecretSource.parse("env:K")))
        .withMessageNotContaining("hunter2");
  }

  @Test
  void passphrase_endsBeforeTheLineEnd() throws Exception {
    try (SecretBytes secret =
        reader(Map.of("P", " two words \r\n")).passphrase(SecretSource.parse("env:P"))) {
      assertThat(secret.<String>expose(bytes -> new String(bytes, UTF_8))).isEqualTo(" two words ");
    }
  }

  @Test
  void passphrase_thatIsEmpty_isRefused() {
    assertThatExceptionOfType(CliException.class)
        .isThrownBy(() -> reader(Map.of("P", "\n")).passphrase(SecretSource.parse("env:P")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd:", "fd:x", "fd:-1", "env:", "env:A B", "credential:../x", ""})
  void parse_ofAnotherForm_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SecretSource.parse(text));
  }

  private SecretReader reader(Map<String, String> environment) {
    return new SecretReader(new Environment(environment), TestProgram.uid());
  }

  private Path file(String mode) throws IOException {
    Path file = Files.createTempFile(directory, "k", "");
    Files.writeString(file, KEY);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
