package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockLoad;
import io.cofferfs.fs.volume.FileVersion;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Joins blocks to load into requests of a good size. Thread-safe. */
final class FetchPlanner {
  private final BlockLayout layout;
  private final FetchPool pool;
  private final int maxBlocks;

  FetchPlanner(BlockLayout layout, FetchPool pool, int maxBlocks) {
    this.layout = layout;
    this.pool = pool;
    this.maxBlocks = maxBlocks;
  }

  BlockLayout layout() {
    return layout;
  }

  /** How many blocks one request should bring. */
  int maxBlocks() {
    return maxBlocks;
  }

  /**
   * Has the blocks loaded: neighbours in one request, or in a few of about the same size.
   *
   * @param loads in ascending order
   */
  void submit(FileVersion version, List<BlockLoad> loads, BooleanSupplier abandoned) {
    for (Fetch run : new Fetch(version, List.of(), abandoned).runsOf(loads)) {
      submitRun(version, run.loads(), abandoned);
    }
  }

  private void submitRun(FileVersion version, List<BlockLoad> run, BooleanSupplier abandoned) {
    int requests = Math.max(1, Math.round((float) run.size() / maxBlocks));
    for (int request = 0; request < requests; request++) {
      int start = (int) ((long) run.size() * request / requests);
      int end = (int) ((long) run.size() * (request + 1) / requests);
      pool.submit(new Fetch(version, run.subList(start, end), abandoned));
    }
  }
}
