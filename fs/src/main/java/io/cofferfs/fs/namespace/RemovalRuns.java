package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import org.jspecify.annotations.Nullable;

/**
 * Which removals may come true a moment after they are promised: those in a run, that is, of names
 * of one directory soon one after the other, with nothing made in it meanwhile. The first ones of a
 * run are none of these: they show that removing is allowed, and a program that removes a single
 * name to commit what it has done, as databases remove their journals, has it gone when it is told
 * so. Nor is a file that a program has synced, for the same reason. Thread-safe.
 */
final class RemovalRuns {
  private static final int FIRST = 2;

  // Longer than a program that removes a tree takes to look at the next name, over 80 ms of
  // network; shorter than people take to type.
  private static final long GAP_MILLIS = 250;

  private static final int DIRECTORIES = 1000;
  private static final int SYNCED_FILES = 4096;

  private final Freshness freshness;
  private final Cache<FilePath, Run> runs =
      Caffeine.newBuilder().maximumSize(DIRECTORIES).executor(Runnable::run).build();
  private final Cache<FilePath, Boolean> synced =
      Caffeine.newBuilder().maximumSize(SYNCED_FILES).executor(Runnable::run).build();

  /**
   * How many names of a directory have been removed so, the last one when.
   *
   * @param looking whether somebody wants to know more of the files there than their names
   */
  private record Run(int removals, long lastAt, boolean looking) {}

  RemovalRuns(Freshness freshness) {
    this.freshness = freshness;
  }

  /** Whether the removal of this name goes on with a run. */
  boolean goOn(FilePath path) {
    return soFar(runs.getIfPresent(path.parent())) >= FIRST && synced.getIfPresent(path) == null;
  }

  /** Whether a name of this directory has been removed that a run may have begun with. */
  boolean mayGoOn(FilePath directory) {
    return soFar(runs.getIfPresent(directory)) > 0;
  }

  /** Whether names of this directory are being removed by who does not look at the files. */
  boolean areBlind(FilePath directory) {
    Run run = runs.getIfPresent(directory);
    return run != null && soFar(run) > 0 && !run.looking();
  }

  /** Somebody wants to know more of the files in this directory than their names. */
  void look(FilePath directory) {
    runs.asMap()
        .computeIfPresent(
            directory, (key, run) -> new Run(run.removals(), run.lastAt(), /* looking= */ true));
  }

  /** How many removals a run has that is under way; 0 if none is. */
  private int soFar(@Nullable Run run) {
    if (run == null) {
      return 0;
    }
    long age = freshness.now() - run.lastAt();
    return age >= 0 && age < GAP_MILLIS ? run.removals() : 0;
  }

  /** The name is removed, as far as programs know. */
  void removed(FilePath path) {
    synced.invalidate(path);
    runs.asMap().compute(path.parent(), (directory, run) -> withOneMore(run));
  }

  private Run withOneMore(@Nullable Run run) {
    int removals = soFar(run);
    boolean looking = run != null && removals > 0 && run.looking();
    return new Run(removals + 1, freshness.now(), looking);
  }

  /** A removal has failed in this directory, or something is made there. */
  void end(FilePath directory) {
    runs.invalidate(directory);
  }

  /** A program has waited for this file to be in the bucket. */
  void synced(FilePath file) {
    synced.put(file, true);
  }
}
