package io.cofferfs.test.server.shaping;

import io.cofferfs.test.server.RequestTally;
import io.cofferfs.test.server.ServedRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a client sends over one connection, watched for requests of HTTP/1.1. TLS is let pass
 * unseen: its first byte is none that a request begins with.
 */
final class RequestStream implements Consumer<ByteBuffer> {
  private static final byte TLS_HANDSHAKE = 0x16;
  private static final int LONGEST_LINE = 64 * 1024;

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILER,
    UNKNOWN
  }

  private final RequestTally tally;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder head = new StringBuilder();
  private State state = State.HEAD;
  private long bodyLeft;

  RequestStream(RequestTally tally) {
    this.tally = tally;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    while (bytes.hasRemaining() && state != State.UNKNOWN) {
      try {
        switch (state) {
          case BODY, CHUNK -> skip(bytes);
          default -> readLine(bytes);
        }
      } catch (NumberFormatException e) {
        state = State.UNKNOWN;
      }
    }
  }

  private void skip(ByteBuffer bytes) {
    int count = (int) Math.min(bytes.remaining(), bodyLeft);
    bytes.position(bytes.position() + count);
    bodyLeft -= count;
    if (bodyLeft == 0) {
      state = state == State.BODY ? State.HEAD : State.CHUNK_SIZE;
    }
  }

  private void readLine(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        line.reset();
        endLine(text);
        return;
      }
      line.write(next);
      if (line.size() > LONGEST_LINE || (head.isEmpty() && next == TLS_HANDSHAKE)) {
        state = State.UNKNOWN;
        return;
      }
    }
  }

  private void endLine(String text) {
    switch (state) {
      case HEAD -> endHeadLine(text);
      case CHUNK_SIZE -> endChunkSize(text);
      case TRAILER -> state = text.isEmpty() ? State.HEAD : State.TRAILER;
      default -> throw new IllegalStateException("no line is read in " + state);
    }
  }

  private void endHeadLine(String text) {
    if (!text.isEmpty()) {
      head.append(text).append('\n');
      return;
    }
    if (!head.isEmpty()) {
      ServedRequest request = parse(head.toString().lines().toList());
      head.setLength(0);
      tally.add(request);
      expectBodyOf(request);
    }
  }

  private void expectBodyOf(ServedRequest request) {
    if (request.header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      state = State.CHUNK_SIZE;
      return;
    }
    bodyLeft = request.header("content-length").map(Long::parseLong).orElse(0L);
    state = bodyLeft == 0 ? State.HEAD : State.BODY;
  }

  private void endChunkSize(String text) {
    long size = Long.parseLong(text.split(";", 2)[0].strip(), 16);
    bodyLeft = size + 2; // with the line end behind it
    state = size == 0 ? State.TRAILER : State.CHUNK;
  }

  private static ServedRequest parse(List<String> lines) {
    String[] words = lines.get(0).split(" ", 3);
    String[] target = (words.length > 1 ? words[1] : "").split("\\?", 2);
    Map<String, String> headers = new HashMap<>();
    for (String header : lines.subList(1, lines.size())) {
      String[] sides = header.split(":", 2);
      if (sides.length == 2) {
        headers.put(sides[0].strip().toLowerCase(Locale.ROOT), sides[1].strip());
      }
    }
    String query = target.length > 1 ? target[1] : "";
    return new ServedRequest(words[0], target[0], query, headers, /* secure= */ false);
  }
}
