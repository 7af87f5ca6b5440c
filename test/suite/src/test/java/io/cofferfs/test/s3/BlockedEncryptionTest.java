package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of a bucket's rule that no server here knows, in the XML of AWS's documentation. */
final class BlockedEncryptionTest {
  private static final String RULE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule>
      <ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
      <KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>
      <BucketKeyEnabled>true</BucketKeyEnabled>
      <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>
      </Rule></ServerSideEncryptionConfiguration>
      """;

  private HttpServer server;
  private volatile String received = "";

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void customerKeys_areAllowed_andTheRestOfTheRuleStays() throws Exception {
    try (Bucket bucket = AwsBucket.open(connection())) {
      EncryptionRule rule = bucket.encryption().orElseThrow();
      assertThat(rule)
          .isEqualTo(
              new EncryptionRule(
                  Optional.of(StoredEncryption.of("aws:kms", Optional.of("key"))),
                  /* bucketKey= */ true,
                  Optional.of(List.of("SSE-C"))));
      bucket.setEncryption(rule.withCustomerKeys());
    }
    assertThat(received)
        .contains(
            "<SSEAlgorithm>aws:kms</SSEAlgorithm>",
            "<KMSMasterKeyID>key</KMSMasterKeyID>",
            "<BucketKeyEnabled>true</BucketKeyEnabled>",
            "<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>");
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = RULE.getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("PUT")) {
      received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private Connection connection() {
    return new Connection(
        "bucket",
        Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
        Optional.of("us-east-1"),
        Optional.empty(),
        Optional.empty(),
        /* anonymous= */ true,
        /* pathStyle= */ true,
        /* maxConnections= */ 1,
        Duration.ofSeconds(20),
        /* allowInsecureSseC= */ false);
  }
}
