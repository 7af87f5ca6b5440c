package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;

/** A regular file or a symbolic link: the mode of its attributes tells which. */
public record FileEntry(FilePath path, FileVersion version) implements Entry {

  @Override
  public FileMetadata attributes() {
    return version.attributes();
  }
}
