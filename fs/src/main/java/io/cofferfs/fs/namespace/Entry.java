package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.volume.FilePath;

/** What a path names. */
public sealed interface Entry permits FileEntry, DirectoryEntry {

  FilePath path();

  /** With the type bits in the mode. */
  FileMetadata attributes();
}
