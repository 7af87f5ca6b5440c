package io.cofferfs.fs.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.cache.BlockLoad;
import io.cofferfs.cache.Lookup;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FetchPoolTest {
  private final BlockCache<String> cache = new BlockCache<>(1 << 20);
  private final BlockingQueue<Fetch> begun = new LinkedBlockingQueue<>();
  private final Semaphore permits = new Semaphore(0);
  private final FetchPool pool = new FetchPool(/* parallelFetches= */ 3, this::fetch);
  private FileVersion version;

  @BeforeEach
  void storeAFile() throws IOException {
    version =
        new StoredFiles(new InMemoryObjectStore(), TestVolumes.plain(1)).store("file", new byte[0]);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void prefetches_leaveAThreadToDemand() throws Exception {
    for (int block = 0; block < 5; block++) {
      pool.submit(fetch(cache.claimAhead("content", block, block + 1)));
    }
    begun.take();
    begun.take();
    Lookup wanted = cache.lookup("content", 10, 11);
    pool.submit(fetch(wanted.claimed()));

    assertThat(begun.take().isDemand()).isTrue();
    permits.release(6);
    assertThat(begun.take().isDemand()).isFalse();
    assertThat(begun.take().isDemand()).isFalse();
    assertThat(begun.take().isDemand()).isFalse();
    assertThat(wanted.block(10).get()).isEmpty();
  }

  @Test
  void threads_areDaemonsNamedForWhatTheyDo() throws Exception {
    BlockingQueue<Thread> used = new LinkedBlockingQueue<>();
    try (FetchPool named = new FetchPool(1, fetch -> used.add(Thread.currentThread()))) {
      named.submit(fetch(cache.claimAhead("content", 0, 1)));
      Thread thread = used.take();
      assertThat(thread.getName()).isEqualTo("cofferfs-fetch-1");
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  void close_failsWhatHasNotBegunAndWhatComesLater() {
    pool.submit(fetch(cache.claimAhead("content", 0, 1)));
    pool.submit(fetch(cache.claimAhead("content", 1, 2)));
    pool.submit(fetch(cache.claimAhead("content", 2, 3)));
    Lookup waiting = cache.lookup("content", 2, 3);

    pool.close();
    Lookup late = cache.lookup("content", 9, 10);
    pool.submit(fetch(late.claimed()));

    assertFailed(waiting, 2);
    assertFailed(late, 9);
  }

  private void fetch(Fetch fetch) {
    begun.add(fetch);
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    fetch.loads().forEach(load -> load.complete(new byte[0]));
  }

  private Fetch fetch(List<BlockLoad> loads) {
    return new Fetch(version, loads, () -> false);
  }

  private static void assertFailed(Lookup lookup, long index) {
    assertThatThrownBy(() -> BlockWait.await(lookup.block(index)))
        .isInstanceOfSatisfying(
            FileException.class,
            e -> assertThat(e.reason()).isEqualTo(FileException.Reason.BAD_HANDLE));
  }
}
