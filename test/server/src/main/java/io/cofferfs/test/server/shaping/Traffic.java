package io.cofferfs.test.server.shaping;

import io.cofferfs.test.server.RequestTally;
import java.util.concurrent.atomic.LongAdder;

/** What has gone through a proxy since it was started. Requests over TLS are not seen. */
public final class Traffic {
  private final LongAdder connections = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder receivedBytes = new LongAdder();
  private final RequestTally requests = new RequestTally();

  void connected() {
    connections.increment();
  }

  void sent(long bytes) {
    sentBytes.add(bytes);
  }

  void received(long bytes) {
    receivedBytes.add(bytes);
  }

  public long connections() {
    return connections.sum();
  }

  /** Bytes from clients, as far as they have reached the server. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /** Bytes from the server, as far as they have reached clients. */
  public long receivedBytes() {
    return receivedBytes.sum();
  }

  public RequestTally requests() {
    return requests;
  }

  String toJson() {
    return "{\"connections\":%d,\"sent_bytes\":%d,\"received_bytes\":%d,\"requests\":%s}"
        .formatted(connections(), sentBytes(), receivedBytes(), requests.toJson());
  }
}
