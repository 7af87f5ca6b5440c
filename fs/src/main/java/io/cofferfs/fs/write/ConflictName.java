package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is called that lost its name to another writer: {@code NAME.conflict-HOST-TIME}, in
 * the directory of that name. A name that leaves no room for this is cut at its end; where the
 * directory's key leaves none, the file goes into the next directory above.
 */
public final class ConflictName {
  // A label of a host name has at most 63 bytes; more than this tells nobody more.
  private static final int MAX_HOST_LENGTH = 40;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final KeySpace keys;
  private final FilePath file;
  private final String suffix;

  private ConflictName(KeySpace keys, FilePath file, String suffix) {
    this.keys = keys;
    this.file = file;
    this.suffix = suffix;
  }

  static ConflictName of(KeySpace keys, FilePath file, String host, Instant time) {
    return new ConflictName(keys, file, ".conflict-" + label(host) + '-' + TIME.format(time));
  }

  private static String label(String host) {
    String first = host.strip().replaceFirst("\\..*", "").replaceAll("[^A-Za-z0-9_-]", "-");
    String label = first.substring(0, Math.min(first.length(), MAX_HOST_LENGTH));
    return label.isEmpty() ? "unknown" : label;
  }

  /** The same with a number, for when another file has this name by now. */
  public ConflictName numbered(int number) {
    return new ConflictName(keys, file, suffix + '-' + number);
  }

  /** The name of a file that holds no more than what follows {@code offset}. */
  FilePath from(long offset) throws FileException {
    return path(suffix + "-from-" + offset);
  }

  /** The name of the whole file. */
  public FilePath path() throws FileException {
    return path(suffix);
  }

  private FilePath path(String ending) throws FileException {
    FilePath directory = file.parent();
    Optional<FilePath> path = in(directory, ending);
    while (path.isEmpty() && !directory.isRoot()) {
      directory = directory.parent();
      path = in(directory, ending);
    }
    return path.orElseThrow(
        () -> new FileException(Reason.NAME_TOO_LONG, "no room for the name of a conflict copy"));
  }

  private Optional<FilePath> in(FilePath directory, String ending) {
    String name = file.name();
    Optional<FilePath> path = child(directory, name + ending);
    while (path.isEmpty() && name.codePointCount(0, name.length()) > 1) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
      path = child(directory, name + ending);
    }
    return path;
  }

  /** Empty if there is no room for the name or for its key. */
  private Optional<FilePath> child(FilePath directory, String name) {
    try {
      FilePath path = directory.child(name);
      keys.fileKey(path);
      return Optional.of(path);
    } catch (FileException e) {
      return Optional.empty();
    }
  }
}
