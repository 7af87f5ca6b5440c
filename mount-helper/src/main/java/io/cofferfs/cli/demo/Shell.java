package io.cofferfs.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs programs, cofferfs among them, and shows what would have been typed. */
final class Shell {
  // What would lead cofferfs away from the demo's own server.
  private static final List<String> FOREIGN =
      List.of("AWS_PROFILE", "AWS_CA_BUNDLE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL");

  // Of a program's output, for an error message.
  private static final int LINES_KEPT = 5;

  private final Path launcher;
  private final Narrator narrator;
  private final Map<String, String> environment = new HashMap<>();

  Shell(Path launcher, Narrator narrator) {
    this.launcher = launcher;
    this.narrator = narrator;
  }

  /** What a program said, and how it ended. */
  record Outcome(int exitCode, String output) {}

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Shows a cofferfs command and runs it; its failure is the demo's. */
  void cofferfs(String... arguments) throws IOException {
    narrator.show("$ cofferfs " + String.join(" ", arguments));
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    require(run(Path.of("/"), command), "cofferfs " + arguments[0]);
  }

  /** Shows an ordinary command and runs it in {@code directory}; its failure is the demo's. */
  void program(Path directory, String... command) throws IOException {
    narrator.show("$ " + String.join(" ", command));
    require(run(directory, List.of(command)), command[0]);
  }

  /** As {@link #program}, for one that names each file it has done: says now and then how many. */
  void countingProgram(Path directory, int total, String... command) throws IOException {
    narrator.show("$ " + String.join(" ", command));
    Process process = builder(List.of(command)).directory(directory.toFile()).start();
    process.getOutputStream().close();
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader lines = process.inputReader()) {
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        count++;
        narrator.progress(count, total);
        last.addLast(line);
        if (last.size() > LINES_KEPT) {
          last.removeFirst();
        }
      }
    }
    require(new Outcome(await(process), String.join("\n", last)), command[0]);
  }

  private static void require(Outcome outcome, String what) throws IOException {
    if (outcome.exitCode() != 0) {
      throw new IOException(
          what + " ended with " + outcome.exitCode() + ": " + outcome.output().strip());
    }
  }

  /** Runs a command quietly. */
  Outcome run(Path directory, List<String> command) throws IOException {
    Process process = builder(command).directory(directory.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(await(process), output);
  }

  ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(FOREIGN);
    builder.environment().putAll(environment);
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
