package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockLoad;
import java.util.List;

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
   * @param wanted in ascending order
   * @param requestBlocks about how many blocks a request should bring
   */
  void submit(Fetch wanted, int requestBlocks) {
    for (Fetch run : wanted.runsOf(wanted.loads())) {
      submitRun(run, requestBlocks);
    }
  }

  private void submitRun(Fetch run, int requestBlocks) {
    List<BlockLoad> loads = run.loads();
    int requests = Math.max(1, Math.round((float) loads.size() / requestBlocks));
    for (int request = 0; request < requests; request++) {
      int start = (int) ((long) loads.size() * request / requests);
      int end = (int) ((long) loads.size() * (request + 1) / requests);
      pool.submit(new Fetch(run.version(), loads.subList(start, end), run.abandoned()));
    }
  }
}
