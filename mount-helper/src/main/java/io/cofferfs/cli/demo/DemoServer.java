package io.cofferfs.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An S3 server in a process of its own, which ends with this one. */
final class DemoServer implements AutoCloseable {
  private static final String MAIN = "io.cofferfs.test.server.EmbeddedS3Main";
  private static final String ENDPOINT = "endpoint ";
  private static final String LAST = "AWS_REGION";
  private static final int PATIENCE_SECONDS = 10;

  private final Process process;
  private final Map<String, String> variables;
  private final String endpoint;

  private DemoServer(Process process, Map<String, String> variables, String endpoint) {
    this.process = process;
    this.variables = variables;
    this.endpoint = endpoint;
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @param libraries the directory with its jars
   */
  static DemoServer start(Shell shell, Path libraries, Path work, String bucket)
      throws IOException {
    if (!hasJars(libraries)) {
      throw new IOException("the demo's S3 server is not installed: no jars in " + libraries);
    }
    List<String> command = new ArrayList<>();
    // In a session of its own, so that Ctrl-C does not end it before the mount is taken away.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx768m", "-cp", libraries + "/*", MAIN));
    command.addAll(List.of("--port", "0", "--https-port", "0", "--bucket", bucket));
    command.addAll(List.of("--data", work.resolve("bucket").toString()));
    Process process =
        shell
            .builder(command)
            .redirectErrorStream(false)
            .redirectError(work.resolve("server.log").toFile())
            .start();
    return await(process, work);
  }

  private static boolean hasJars(Path libraries) throws IOException {
    if (!Files.isDirectory(libraries)) {
      return false;
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
      return jars.iterator().hasNext();
    }
  }

  private static DemoServer await(Process process, Path work) throws IOException {
    Map<String, String> variables = new HashMap<>();
    String endpoint = "";
    BufferedReader said = process.inputReader();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(ENDPOINT) && endpoint.isEmpty()) {
        endpoint = line.substring(ENDPOINT.length()).strip();
      }
      int equals = line.indexOf('=');
      if (line.startsWith("AWS_") && equals > 0) {
        variables.put(line.substring(0, equals), line.substring(equals + 1));
      }
      if (line.startsWith(LAST)) {
        return new DemoServer(process, variables, endpoint);
      }
    }
    throw new IOException(
        "the S3 server did not start:\n" + Files.readString(work.resolve("server.log")));
  }

  String endpoint() {
    return endpoint;
  }

  /** Has every command of the shell use this server. */
  void tell(Shell shell) {
    shell.set("AWS_ENDPOINT_URL_S3", endpoint);
    for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")) {
      shell.set(name, variable(name));
    }
  }

  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
