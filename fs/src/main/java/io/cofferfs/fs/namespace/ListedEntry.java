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
    /** An object that is longer than anything is but a regular file. */
    REGULAR,
    /** Anything but a directory: only the attributes tell. */
    OTHER
  }
}
