package io.cofferfs.test.mount;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs ordinary programs in a directory, as a given user. */
public final class Shell {
  private static final long PATIENCE_SECONDS = 120;

  private final Path directory;
  private final List<String> prefix;

  private Shell(Path directory, List<String> prefix) {
    this.directory = directory;
    this.prefix = prefix;
  }

  /** What a program left behind; output and error in one. */
  public record Result(int exitCode, String output) {}

  public static Shell in(Path directory) {
    return new Shell(directory, List.of());
  }

  /** The same, with {@code prefix} before each command line, such as {@code setpriv …}. */
  public Shell with(List<String> prefixWords) {
    return new Shell(directory, prefixWords);
  }

  /** Runs a line of {@code sh}; the exit code is the caller's to judge. */
  public Result tryRun(String line) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", line));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile()).environment().put("LC_ALL", "C.UTF-8");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = readAll(process.getInputStream());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + line);
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new AssertionError("not run: " + line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + line, e);
    }
  }

  /** Runs a line of {@code sh} that must succeed; its output without the last line end. */
  public String run(String line) {
    Result result = tryRun(line);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "exit code " + result.exitCode() + " of: " + line + "\n" + result.output());
    }
    return result.output().strip();
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean has(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
  }

  private static String readAll(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
