package io.cofferfs.test.server.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.RequestKind;
import io.cofferfs.test.server.RequestTally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestStreamTest {
  private static final String THREE_REQUESTS =
      """
      PUT /b/k HTTP/1.1\r
      Content-Length: 27\r
      \r
      GET /b/k HTTP/1.1\r
      \r
      body..\
      GET /b/k HTTP/1.1\r
      Range: bytes=0-1\r
      \r
      PUT /b/k HTTP/1.1\r
      Transfer-Encoding: chunked\r
      \r
      4;x=y\r
      PUT \r
      0\r
      Trailer: x\r
      \r
      DELETE /b/k HTTP/1.1\r
      \r
      """;

  private final RequestTally tally = new RequestTally();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 1000})
  void accept_inPiecesOfAnySize_countsRequestsAndNoBodies(int pieceBytes) {
    RequestStream stream = new RequestStream(tally);
    byte[] bytes = THREE_REQUESTS.getBytes(StandardCharsets.ISO_8859_1);
    for (int start = 0; start < bytes.length; start += pieceBytes) {
      stream.accept(ByteBuffer.wrap(bytes, start, Math.min(pieceBytes, bytes.length - start)));
    }
    assertThat(tally.counts())
        .isEqualTo(Map.of(RequestKind.PUT, 2L, RequestKind.GET_RANGE, 1L, RequestKind.DELETE, 1L));
  }

  @Test
  void accept_tls_countsNothing() {
    RequestStream stream = new RequestStream(tally);
    stream.accept(ByteBuffer.wrap(new byte[] {0x16, 3, 1}));
    stream.accept(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(tally.counts()).isEmpty();
  }

  @Test
  void accept_aLengthThatIsNone_countsNothingMore() {
    RequestStream stream = new RequestStream(tally);
    String text = "PUT /b/k HTTP/1.1\r\nContent-Length: x\r\n\r\nGET /b/k HTTP/1.1\r\n\r\n";
    stream.accept(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    assertThat(tally.counts()).isEqualTo(Map.of(RequestKind.PUT, 1L));
  }
}
