package io.cofferfs.cli.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a mount that is told to end may take. */
final class ShutdownTest {
  private static final Pending TWO_FILES = new Pending(2, 3_000_000, 1, List.of("b", "a"));

  private final CompletableFuture<Pending> ended = new CompletableFuture<>();

  private Shutdown shutdown(Duration limit) {
    return new Shutdown(limit, () -> TWO_FILES, ended::complete);
  }

  // S-70: … at most as long as --shutdown-timeout says
  @Test
  void signalled_longerThanTheLimit_endsWithWhatIsPending() throws Exception {
    CountDownLatch unmounting = new CountDownLatch(1);
    shutdown(Duration.ofMillis(1)).signalled("SIGTERM", unmounting::countDown);
    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo(TWO_FILES);
    assertThat(unmounting.getCount()).isZero();
  }

  // S-70: A second signal ends it at once
  @Test
  void signalled_again_endsAtOnce() throws Exception {
    Shutdown shutdown = shutdown(Duration.ofDays(1));
    CountDownLatch unmounting = new CountDownLatch(1);
    shutdown.signalled("SIGTERM", unmounting::countDown);
    assertThat(ended).isNotDone();
    shutdown.signalled("SIGTERM", () -> ended.completeExceptionally(new AssertionError("twice")));
    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo(TWO_FILES);
    assertThat(unmounting.getCount()).isZero();
  }

  @Test
  void pending_forPeople_namesTheFirstFiles_andForTheLogNone() {
    List<String> names = List.of("1", "2", "3", "4", "5", "6");
    Pending pending = new Pending(6, 1234, 0, names);
    assertThat(pending)
        .hasToString("6 changed files of 1,234 bytes, 0 uploads under way: 1, 2, 3, 4, 5, …");
    assertThat(pending.summary()).isEqualTo("6 changed files of 1,234 bytes, 0 uploads under way");
    assertThat(new Pending(1, 2, 3, List.of()))
        .hasToString("1 changed files of 2 bytes, 3 uploads under way");
  }
}
