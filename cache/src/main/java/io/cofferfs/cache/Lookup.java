package io.cofferfs.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a reader gets who asks for a run of blocks: every block, some of them still on their way,
 * and the duty to load those that nobody else was loading.
 *
 * @param start index of the first block
 * @param blocks all of the run, in order; the arrays are shared and not to be changed
 * @param claimed the loads that the caller must bring to an end, in order
 */
public record Lookup(long start, List<CompletableFuture<byte[]>> blocks, List<BlockLoad> claimed) {

  public CompletableFuture<byte[]> block(long index) {
    return blocks.get((int) (index - start));
  }

  /** Whether the block is the caller's to load. */
  public boolean hasClaimed(long index) {
    return claimed.stream().anyMatch(load -> load.index() == index);
  }

  /** Whether a block is not there yet that somebody else is loading. */
  public boolean isAwaitingOthers() {
    int awaited = 0;
    for (CompletableFuture<byte[]> block : blocks) {
      awaited += block.isDone() ? 0 : 1;
    }
    for (BlockLoad load : claimed) {
      awaited -= load.isDone() ? 0 : 1;
    }
    return awaited > 0;
  }
}
