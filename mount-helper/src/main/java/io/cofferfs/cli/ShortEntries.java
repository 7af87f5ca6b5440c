package io.cofferfs.cli;

import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.volume.FileType;
import java.io.PrintStream;

/** One name to a line; those of directories end in a slash. */
final class ShortEntries implements EntryPrinter {
  private final PrintStream out;

  ShortEntries(PrintStream out) {
    this.out = out;
  }

  @Override
  public void print(String name, FileStat stat, String target) {
    out.println(FileType.DIRECTORY.matches(stat.mode()) ? name + '/' : name);
  }

  @Override
  public void close() {
    out.flush();
  }
}
