package io.cofferfs.cli;

import io.cofferfs.fs.vfs.FileStat;
import java.io.IOException;

/** How {@code ls} shows entries. */
interface EntryPrinter extends AutoCloseable {
  /**
   * Shows one.
   *
   * @param target of a symbolic link, else empty
   */
  void print(String name, FileStat stat, String target) throws IOException;

  @Override
  void close() throws IOException;
}
