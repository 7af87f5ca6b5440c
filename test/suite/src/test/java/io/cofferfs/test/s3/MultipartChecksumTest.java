package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * S3 itself wants the checksum of each part again when an upload that was begun with checksums is
 * completed, and refuses it without; no server here does. It answers as S3's documentation shows.
 */
final class MultipartChecksumTest {
  private static final String CHECKSUM = "sOO8/Q==";

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

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
  void complete_ofAnUploadBegunWithChecksums_sendsThatOfEachPart() throws Exception {
    try (ObjectStore store =
        AwsObjectStore.open(connection(), new ServerSideEncryption.BucketDefault())) {
      MultipartUpload upload = store.createMultipartUpload("key", Map.of());
      var part = store.uploadPart(upload, 1, PartBody.of(new byte[10]));
      store.completeMultipartUpload(upload, List.of(part), Precondition.none());
    }
    assertThat(requests.get(0)).startsWith("CRC32 ");
    assertThat(requests.get(requests.size() - 1))
        .contains("<ChecksumCRC32>" + CHECKSUM + "</ChecksumCRC32>");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String algorithm = exchange.getRequestHeaders().getFirst("x-amz-checksum-algorithm");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(algorithm + " " + body);
    String query = exchange.getRequestURI().getQuery();
    if (exchange.getRequestMethod().equals("PUT")) {
      exchange.getResponseHeaders().add("ETag", "\"e\"");
      exchange.getResponseHeaders().add("x-amz-checksum-crc32", CHECKSUM);
      exchange.sendResponseHeaders(200, -1);
    } else {
      byte[] answer = answer(query).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  private static String answer(String query) {
    return query.startsWith("uploads")
        ? "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
        : "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>";
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
