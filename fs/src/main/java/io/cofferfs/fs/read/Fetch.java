package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockLoad;
import io.cofferfs.cache.BlockLoad.Purpose;
import io.cofferfs.fs.volume.FileVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Neighbouring blocks to load in one request; those that a reader waits for come first.
 *
 * @param abandoned whether the prefetched ones are no longer wanted by who has asked for them
 */
record Fetch(FileVersion version, List<BlockLoad> loads, BooleanSupplier abandoned) {

  /** Whether a reader waits for any of it. */
  boolean isDemand() {
    return loads.get(0).purpose() == Purpose.DEMAND;
  }

  /** Whether the block was prefetched for a reader that has gone. */
  boolean isAbandoned(BlockLoad load) {
    return load.purpose() == Purpose.PREFETCH && abandoned.getAsBoolean();
  }

  long startBlock() {
    return loads.get(0).index();
  }

  long endBlock() {
    return loads.get(loads.size() - 1).index() + 1;
  }

  /** What of it is left to be loaded: a part for each run of neighbours. */
  List<Fetch> runsOf(List<BlockLoad> missing) {
    List<Fetch> runs = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= missing.size(); end++) {
      if (end == missing.size() || missing.get(end).index() != missing.get(end - 1).index() + 1) {
        runs.add(new Fetch(version, missing.subList(start, end), abandoned));
        start = end;
      }
    }
    return runs;
  }

  /** Fails what is not loaded yet. */
  void fail(Throwable cause) {
    loads.stream().filter(load -> !load.isDone()).forEach(load -> load.fail(cause));
  }
}
