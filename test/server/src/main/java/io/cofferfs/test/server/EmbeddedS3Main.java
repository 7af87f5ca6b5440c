package io.cofferfs.test.server;

import io.cofferfs.test.server.kms.EmbeddedKms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs an {@link EmbeddedS3} by itself until the process is ended: {@code [--port P] [--https-port
 * Q] [--data DIRECTORY] [--like scality|aws-2026] [--lenient parts|sse-c|conditions|absence]...
 * [--bucket NAME]... [--kms-port R]}. Lenient it takes small parts, or SSE-C keys over plain HTTP,
 * or writes whatever their conditions say; the last runs an {@link EmbeddedKms} too, with two keys.
 * With {@code --control yes} it answers each line {@code counts} of standard input with the
 * requests it was sent so far, and ends with standard input.
 */
public final class EmbeddedS3Main {
  private EmbeddedS3Main() {}

  public static void main(String[] arguments) throws Exception {
    if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    }
    EmbeddedS3.Builder builder = EmbeddedS3.builder();
    List<String> words = List.of(arguments);
    for (int i = 0; i + 1 < words.size(); i += 2) {
      configure(builder, words.get(i), words.get(i + 1));
    }
    EmbeddedS3 server = builder.start();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      if (words.get(i).equals("--bucket")) {
        server.createBucket(words.get(i + 1));
      }
    }
    Optional<EmbeddedKms> kms = kms(words);
    if (kms.isPresent()) {
      describe(kms.get(), System.out);
    }
    RequestTally tally = new RequestTally();
    server.hook(
        request -> {
          tally.add(request);
          return Reaction.pass();
        });
    describe(server, System.out);
    if (words.contains("--control")) {
      answerCounts(tally, System.in, System.out);
      System.exit(0);
    }
    new CountDownLatch(1).await();
  }

  private static void answerCounts(RequestTally tally, InputStream in, PrintStream out)
      throws IOException {
    BufferedReader commands = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      out.println(line.equals("counts") ? tally.toJson() : "unknown command " + line);
    }
  }

  private static void configure(EmbeddedS3.Builder builder, String option, String value)
      throws Exception {
    switch (option) {
      case "--port" -> builder.http(Integer.parseInt(value));
      case "--https-port" -> builder.https(Integer.parseInt(value));
      case "--data" -> builder.data(Files.createDirectories(Path.of(value)));
      case "--like" -> {
        switch (value) {
          case "scality" -> builder.likeScality();
          case "aws-2026" -> builder.likeAws2026();
          default -> throw new IllegalArgumentException("like nothing known: " + value);
        }
      }
      case "--lenient" -> {
        switch (value) {
          case "parts" -> builder.smallParts();
          case "sse-c" -> builder.allowInsecureSseC();
          case "conditions" -> builder.ignoringConditions();
          case "absence" -> builder.ignoringAbsence();
          default -> throw new IllegalArgumentException("lenient about nothing known: " + value);
        }
      }
      case "--bucket", "--kms-port", "--control" -> {} // once the server runs
      default -> throw new IllegalArgumentException("unknown option " + option);
    }
  }

  private static Optional<EmbeddedKms> kms(List<String> words) throws IOException {
    int option = words.indexOf("--kms-port");
    return option < 0
        ? Optional.empty()
        : Optional.of(EmbeddedKms.start(Integer.parseInt(words.get(option + 1))));
  }

  private static void describe(EmbeddedKms kms, PrintStream out) {
    out.println("endpoint (KMS)  " + kms.endpoint());
    out.println("key (KMS)       " + kms.createKey("testkey-1"));
    out.println("key (KMS)       " + kms.createKey("testkey-2"));
  }

  private static void describe(EmbeddedS3 server, PrintStream out) {
    out.println("endpoint        " + server.endpoint());
    out.println("endpoint (TLS)  " + server.secureEndpoint());
    out.println("AWS_CA_BUNDLE=" + server.caBundle());
    out.println("AWS_ACCESS_KEY_ID=" + server.accessKey());
    out.println("AWS_SECRET_ACCESS_KEY=" + server.secretKey());
    out.println("AWS_REGION=us-east-1");
    out.flush();
  }
}
