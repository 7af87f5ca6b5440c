package io.cofferfs.fs.vfs;

import java.util.List;

/** The locks of several open files, held together. Only one thread at a time may take several. */
final class OpenFileLocks implements AutoCloseable {
  private final List<OpenFile> files;

  private OpenFileLocks(List<OpenFile> files) {
    this.files = files;
  }

  static OpenFileLocks of(List<OpenFile> files) {
    files.forEach(file -> file.lock().lock());
    return new OpenFileLocks(files);
  }

  @Override
  public void close() {
    files.forEach(file -> file.lock().unlock());
  }
}
