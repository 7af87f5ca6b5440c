package io.cofferfs.fs.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * Lets requests begin when there is a connection for them. Left to the client, the wait for one
 * would count against the time of an attempt, and the time's end would break it off. Thread-safe.
 */
final class Turns {
  private final Semaphore free;
  private final Duration patience;

  /**
   * @param connections requests at once
   * @param patience with those who have the connections
   */
  Turns(int connections, Duration patience) {
    this.free = new Semaphore(connections);
    this.patience = patience;
  }

  /** One request's hold on a connection; ending it again does nothing. */
  final class Turn implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        free.release();
      }
    }
  }

  /** Waits for a turn; {@code UNAVAILABLE} if none comes in time. */
  Turn take(Operation operation) throws ObjectStoreException {
    try {
      if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException(
          ObjectStoreException.Reason.UNAVAILABLE, operation + " was interrupted", e);
    }
    throw new ObjectStoreException(
        ObjectStoreException.Reason.UNAVAILABLE, operation + " failed: no connection became free");
  }

  /** A body that has a connection until it is closed. */
  static <T> ResponseInputStream<T> until(Turn turn, ResponseInputStream<T> body) {
    InputStream closing =
        new FilterInputStream(body) {
          @Override
          public void close() throws IOException {
            try (turn) {
              body.close();
            }
          }
        };
    AbortableInputStream ending =
        AbortableInputStream.create(
            closing,
            () -> {
              try (turn) {
                body.abort();
              }
            });
    // The body inside has the SDK's watch over those that are not read.
    return new ResponseInputStream<>(body.response(), ending, Duration.ZERO);
  }
}
