package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramTest {
  private final TestProgram program = new TestProgram();

  @Test
  void help_ofTheProgram_namesEveryCommand() {
    assertThat(program.run("--help")).isZero();
    assertThat(program.out()).contains("keygen", "init", "decrypt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keygen",
        "init",
        "mount",
        "unmount",
        "inspect",
        "ls",
        "cat",
        "put",
        "get",
        "decrypt",
        "verify",
        "reencrypt",
        "migrate"
      })
  void helpAndVersion_ofEachCommand_arePrinted(String command) {
    assertThat(program.run(command, "--help")).isZero();
    assertThat(program.out()).startsWith("Usage: cofferfs " + command);
    assertThat(program.run(command, "--version")).isZero();
    assertThat(program.out()).startsWith("cofferfs ");
  }

  @Test
  void run_withoutACommand_isAUsageError() {
    assertThat(program.run()).isEqualTo(2);
    assertThat(program.err()).startsWith("cofferfs: no command given\n");
  }

  @Test
  void run_withAnUnknownCommand_isAUsageError() {
    assertThat(program.run("muont")).isEqualTo(2);
    assertThat(program.err()).contains("muont");
  }

  @Test
  void run_withAWrongValue_saysWhatIsWrongWithIt() {
    assertThat(program.run("init", "s3://bucket", "--chunk-size", "many")).isEqualTo(2);
    assertThat(program.err()).contains("--chunk-size").contains("not a size: 'many'");
    assertThat(program.err()).doesNotContain("Exception");
  }

  @Test
  void debug_ofAFailure_showsTheStackTrace() {
    assertThat(program.run("keygen", "/nonexistent/k", "--debug")).isEqualTo(5);
    assertThat(program.err()).contains("\tat io.cofferfs.cli.");
    assertThat(program.run("keygen", "/nonexistent/k")).isEqualTo(5);
    assertThat(program.err()).hasLineCount(1);
  }
}
