package io.cofferfs.test.proof;

import io.cofferfs.test.mount.WatchedMain;
import io.cofferfs.test.server.EmbeddedS3Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An embedded S3 server in a process of its own, which takes small parts. */
final class ServerProcess implements AutoCloseable {
  private static final String ENDPOINT = "endpoint  ";
  private static final String LAST = "AWS_REGION";

  private final Process process;
  private final URI endpoint;

  private ServerProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Returns once it answers; the AWS properties of this process are set to its credentials. */
  static ServerProcess start(String bucket) throws IOException {
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WatchedMain.class.getName(),
            EmbeddedS3Main.class.getName(),
            "--lenient",
            "parts",
            "--lenient",
            "sse-c",
            "--bucket",
            bucket);
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new ServerProcess(process, readEndpoint(process));
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI readEndpoint(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    URI endpoint = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(ENDPOINT)) {
        endpoint = URI.create(line.substring(ENDPOINT.length()).strip());
      }
      set(line, "AWS_ACCESS_KEY_ID=", "aws.accessKeyId");
      set(line, "AWS_SECRET_ACCESS_KEY=", "aws.secretAccessKey");
      if (line.startsWith(LAST) && endpoint != null) {
        return endpoint;
      }
    }
    throw new IOException("the server ended before it answered");
  }

  private static void set(String line, String prefix, String property) {
    if (line.startsWith(prefix)) {
      System.setProperty(property, line.substring(prefix.length()));
    }
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
