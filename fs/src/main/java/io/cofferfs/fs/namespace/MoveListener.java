package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;

/** Is told where the files of a moved directory are now. */
@FunctionalInterface
public interface MoveListener {

  /** Called once everything has its copy, and before any source is removed. */
  void moved(FileEntry from, FileEntry to);

  /**
   * Whether {@link #moved} is to be called for this file. What is told of must be held in memory
   * until then.
   */
  default boolean follows(FilePath from) {
    return true;
  }
}
