package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;

final class TurnsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void turn_whenAllAreTaken_comesWhenOneEnds() throws Exception {
    Turns turns = new Turns(1, LONG);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Turns.Turn> next;
      try (Turns.Turn first = turns.take(Operation.HEAD_OBJECT)) {
        next = CompletableFuture.supplyAsync(() -> uncheckedTake(turns), other);
        assertThat(first).isNotNull();
        assertThat(next).isNotDone();
      }
      assertThat(next.get(30, TimeUnit.SECONDS)).isNotNull();
    } finally {
      other.shutdown();
    }
  }

  private static Turns.Turn uncheckedTake(Turns turns) {
    try {
      return turns.take(Operation.HEAD_OBJECT);
    } catch (ObjectStoreException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void turn_thatDoesNotComeInTime_isUnavailable() throws Exception {
    Turns turns = new Turns(1, Duration.ZERO);
    turns.take(Operation.HEAD_OBJECT);
    assertFails(Reason.UNAVAILABLE, () -> turns.take(Operation.PUT_OBJECT));
  }

  @Test
  void turn_endedTwice_isGivenBackOnce() throws Exception {
    Turns turns = new Turns(1, Duration.ZERO);
    Turns.Turn first = turns.take(Operation.HEAD_OBJECT);
    first.close();
    first.close();
    turns.take(Operation.HEAD_OBJECT);
    assertFails(Reason.UNAVAILABLE, () -> turns.take(Operation.HEAD_OBJECT));
  }

  @Test
  void turn_ofABody_lastsUntilItIsClosedOrAborted() throws Exception {
    Turns turns = new Turns(1, Duration.ZERO);
    ResponseInputStream<String> read = body(turns);
    assertThat(read.readAllBytes()).containsExactly(1, 2, 3);
    assertFails(Reason.UNAVAILABLE, () -> turns.take(Operation.HEAD_OBJECT));
    read.close();

    ResponseInputStream<String> dropped = body(turns);
    assertFails(Reason.UNAVAILABLE, () -> turns.take(Operation.HEAD_OBJECT));
    dropped.abort();
    turns.take(Operation.HEAD_OBJECT).close();
  }

  private static ResponseInputStream<String> body(Turns turns) throws ObjectStoreException {
    return Turns.until(
        turns.take(Operation.GET_OBJECT),
        new ResponseInputStream<>("answer", new ByteArrayInputStream(new byte[] {1, 2, 3})));
  }
}
