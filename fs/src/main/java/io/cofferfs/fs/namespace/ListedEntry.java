package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;
import java.util.Optional;

/**
 * An entry as the listing of its directory tells of it.
 *
 * @param entry where it is known without a further request
 */
public record ListedEntry(FilePath path, Kind kind, Optional<Entry> entry) {

  /** What a listing can tell apart. */
  public enum Kind {
    DIRECTORY,
    /** A regular file or a symbolic link: only the attributes tell. */
    FILE
  }
}
