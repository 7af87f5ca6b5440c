package io.cofferfs.fs.vfs;

/** How many handles a file is open through. */
final class HandleCount {
  private int all;
  private int writing;

  void opened(OpenMode mode) {
    all++;
    writing += mode.write() ? 1 : 0;
  }

  void closed(OpenMode mode) {
    all--;
    writing -= mode.write() ? 1 : 0;
  }

  boolean isNone() {
    return all == 0;
  }

  boolean isOne() {
    return all == 1;
  }

  boolean isNoneWriting() {
    return writing == 0;
  }
}
