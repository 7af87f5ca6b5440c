package io.cofferfs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockCacheTest {
  private static final String CONTENT = "content";
  private static final int BLOCK_BYTES = 64;
  private static final long FOOTPRINT = BlockCache.footprint(BLOCK_BYTES);

  private final BlockCache<String> cache = new BlockCache<>(16 * FOOTPRINT);

  @Test
  void lookup_ofMissingBlocks_claimsThemAll() {
    Lookup lookup = cache.lookup(CONTENT, 3, 6);

    assertThat(lookup.claimed()).extracting(BlockLoad::index).containsExactly(3L, 4L, 5L);
    assertThat(lookup.blocks()).hasSize(3).noneMatch(Future::isDone);
    assertThat(lookup.hasClaimed(4)).isTrue();
    assertThat(lookup.isAwaitingOthers()).isFalse();
  }

  @Test
  void lookup_whileBlocksAreLoading_joinsThoseLoadsAndClaimsTheRest() {
    Lookup first = cache.lookup(CONTENT, 0, 2);
    Lookup second = cache.lookup(CONTENT, 1, 3);

    assertThat(second.claimed()).extracting(BlockLoad::index).containsExactly(2L);
    assertThat(second.isAwaitingOthers()).isTrue();
    byte[] block = block(1);
    first.claimed().get(1).complete(block);
    assertThat(first.block(1).join()).isSameAs(block);
    assertThat(second.block(1).join()).isSameAs(block);
    assertThat(second.isAwaitingOthers()).isFalse();
  }

  @Test
  void lookup_ofALoadedBlock_returnsTheSameArray() {
    byte[] block = load(CONTENT, 7);

    Lookup lookup = cache.lookup(CONTENT, 7, 8);

    assertThat(lookup.claimed()).isEmpty();
    assertThat(lookup.block(7).join()).isSameAs(block);
  }

  @Test
  void lookup_ofAnotherContent_doesNotFindTheBlock() {
    load(CONTENT, 0);

    assertThat(cache.lookup("other", 0, 1).claimed()).hasSize(1);
  }

  @Test
  void fail_reachesEveryWaiterAndIsNotRemembered() {
    Lookup first = cache.lookup(CONTENT, 0, 1);
    Lookup second = cache.lookup(CONTENT, 0, 1);

    first.claimed().get(0).fail(new IOException("broken"));

    assertThatThrownBy(() -> second.block(0).join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("broken");
    assertThat(cache.lookup(CONTENT, 0, 1).claimed()).hasSize(1);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void fail_afterComplete_changesNothing() {
    Lookup lookup = cache.lookup(CONTENT, 0, 1);
    lookup.claimed().get(0).complete(block(0));

    lookup.claimed().get(0).fail(new IOException("too late"));

    assertThat(lookup.block(0)).isCompleted();
    assertThat(cache.lookup(CONTENT, 0, 1).claimed()).isEmpty();
  }

  @Test
  void claimAhead_claimsOnlyWhatIsNeitherHereNorLoading() {
    load(CONTENT, 1);
    cache.lookup(CONTENT, 2, 3);

    List<BlockLoad> claimed = cache.claimAhead(CONTENT, 0, 4);

    assertThat(claimed).extracting(BlockLoad::index).containsExactly(0L, 3L);
    assertThat(cache.claimAhead(CONTENT, 0, 4)).isEmpty();
  }

  @Test
  void prefetchedBlocks_surviveAnyNumberOfOtherReads() {
    cache.claimAhead(CONTENT, 0, 8).forEach(load -> load.complete(block(load.index())));

    IntStream.range(0, 1000).forEach(index -> load("random", index));

    assertThat(cache.lookup(CONTENT, 0, 8).claimed()).isEmpty();
  }

  @Test
  void consumedBlocks_makeRoomAheadAndAreStillFoundByAReaderCloseBehind() {
    for (long index = 0; index < 100; index++) {
      cache.claimAhead(CONTENT, index, index + 1).forEach(load -> load.complete(block(0)));
      cache.consumed(CONTENT, index, index + 1);
      assertThat(cache.lookup(CONTENT, Math.max(0, index - 3), index + 1).claimed()).isEmpty();
    }
  }

  @Test
  void blocksReadOften_outliveAScan() {
    BlockCache<String> large = new BlockCache<>(400 * FOOTPRINT);
    for (int round = 0; round < 10; round++) {
      IntStream.range(0, 50).forEach(index -> load(large, "hot", index));
      int scanned = 200 * round;
      IntStream.range(scanned, scanned + 200).forEach(index -> load(large, "scan", index));
    }

    assertThat(large.lookup("hot", 0, 50).claimed()).hasSizeLessThan(10);
  }

  @Test
  void blocksReadOnceByAScan_areForgottenAfterAWhileAndDisplaceNothing() {
    IntStream.range(0, 20).forEach(index -> load("random", index));
    long keptBefore = cache.bytes();

    scan(0, 100);

    assertThat(cache.lookup(CONTENT, 0, 96).claimed()).hasSize(96);
    assertThat(cache.bytes()).isEqualTo(keptBefore);
  }

  @Test
  void blockOfAScanThatIsReadAgain_isKept() {
    scan(0, 1);
    assertThat(cache.lookup(CONTENT, 0, 1).claimed()).isEmpty();

    scan(1, 100);

    assertThat(cache.lookup(CONTENT, 0, 1).claimed()).isEmpty();
  }

  private void scan(long start, long end) {
    for (long index = start; index < end; index++) {
      cache.claimAhead(CONTENT, index, index + 1).forEach(load -> load.complete(block(0)));
      cache.consumed(CONTENT, index, index + 1);
    }
  }

  @Test
  void invalidate_forgetsOnlyThatContent() {
    load(CONTENT, 0);
    cache.claimAhead(CONTENT, 1, 2).forEach(load -> load.complete(block(1)));
    load("other", 0);

    cache.invalidate(CONTENT);

    assertThat(cache.lookup(CONTENT, 0, 2).claimed()).hasSize(2);
    assertThat(cache.lookup("other", 0, 1).claimed()).isEmpty();
  }

  @Test
  void invalidate_whileLoading_servesTheWaitersAndForgetsTheBlock() {
    Lookup lookup = cache.lookup(CONTENT, 0, 1);

    cache.invalidate(CONTENT);
    lookup.claimed().get(0).complete(block(0));

    assertThat(lookup.block(0)).isCompleted();
    assertThat(cache.lookup(CONTENT, 0, 1).claimed()).hasSize(1);
  }

  @Test
  void blockLargerThanTheCache_isServedButNotKept() {
    BlockCache<String> tiny = new BlockCache<>(100);
    Lookup lookup = tiny.lookup(CONTENT, 0, 1);

    lookup.claimed().get(0).complete(new byte[1000]);

    assertThat(lookup.block(0).join()).hasSize(1000);
    assertThat(tiny.bytes()).isZero();
  }

  @Test
  void constructor_ofANegativeBound_refuses() {
    assertThatThrownBy(() -> new BlockCache<String>(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keys_doNotShowTheirContent() {
    assertThat(new BlockKey<>("secret name", 5)).hasToString("block 5");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomUse_staysWithinTheBoundAndAnswersWithTheRightBlock(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 2000; step++) {
      String content = "content " + random.nextInt(3);
      long start = random.nextInt(30);
      long end = start + 1 + random.nextInt(4);
      switch (random.nextInt(8)) {
        case 0 -> cache.consumed(content, start, end);
        case 1 -> cache.invalidate(content);
        case 2, 3 ->
            cache.claimAhead(content, start, end).forEach(load -> settle(content, load, random));
        default -> {
          Lookup lookup = cache.lookup(content, start, end);
          lookup.claimed().forEach(load -> load.complete(block(content, load.index())));
          for (long index = start; index < end; index++) {
            assertThat(lookup.block(index).join()).isEqualTo(block(content, index));
          }
        }
      }
      assertThat(cache.bytes()).as("seed %d, step %d", seed, step).isBetween(0L, 16 * FOOTPRINT);
    }
  }

  @Test
  void concurrentReaders_loadEveryBlockOnce() throws Exception {
    BlockCache<String> large = new BlockCache<>(10_000 * FOOTPRINT);
    AtomicInteger loads = new AtomicInteger();
    ExecutorService readers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> done =
          IntStream.range(0, 8)
              .<Future<?>>mapToObj(reader -> readers.submit(() -> readAll(large, loads)))
              .toList();
      for (Future<?> reader : done) {
        reader.get();
      }
    } finally {
      readers.shutdownNow();
    }
    assertThat(loads).hasValue(1000);
  }

  private static void readAll(BlockCache<String> cache, AtomicInteger loads) {
    for (long start = 0; start < 1000; start += 5) {
      Lookup lookup = cache.lookup(CONTENT, start, start + 5);
      for (BlockLoad load : lookup.claimed()) {
        loads.incrementAndGet();
        load.complete(block(load.index()));
      }
      for (long index = start; index < start + 5; index++) {
        assertThat(lookup.block(index).join()).isEqualTo(block(index));
      }
    }
  }

  private byte[] load(String content, long index) {
    return load(cache, content, index);
  }

  private static byte[] load(BlockCache<String> cache, String content, long index) {
    Lookup lookup = cache.lookup(content, index, index + 1);
    lookup.claimed().forEach(load -> load.complete(block(content, index)));
    return lookup.block(index).join();
  }

  private static void settle(String content, BlockLoad load, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      load.fail(new IOException("broken"));
    } else {
      load.complete(block(content, load.index()));
    }
  }

  private static byte[] block(long index) {
    return block(CONTENT, index);
  }

  private static byte[] block(String content, long index) {
    byte[] block = new byte[BLOCK_BYTES];
    new SplittableRandom(content.hashCode() * 31L + index).nextBytes(block);
    return block;
  }
}
