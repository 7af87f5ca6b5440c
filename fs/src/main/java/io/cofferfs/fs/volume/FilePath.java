package io.cofferfs.fs.volume;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * The place of a file or directory in a volume: its names joined by {@code /}, without a leading or
 * trailing one; empty for the root. Every name is one that a file can have.
 */
public record FilePath(String value) {
  /** The longest name, in bytes of UTF-8, that Linux takes. */
  public static final int MAX_NAME_BYTES = 255;

  /** Where a volume keeps its own objects; never part of the tree. */
  public static final String RESERVED_NAME = ".coffer";

  /** Where objects lie that no path leads to, until they are removed, by {@code clean} at last. */
  public static final String ORPHANS = RESERVED_NAME + "/orphans/";

  /** Where a store may try out on objects of its own what the server does with them. */
  public static final String PROBES = RESERVED_NAME + "/probe/";

  /** Where the journals of directories lie that are being renamed. */
  public static final String MOVES = RESERVED_NAME + "/moves/";

  /** Where copies of the attributes of files lie, an object for each directory. */
  public static final String INDEXES = RESERVED_NAME + "/attributes/";

  public static final FilePath ROOT = new FilePath("");

  public FilePath {
    if (value.startsWith("/") || value.endsWith("/")) {
      throw new IllegalArgumentException("a path neither begins nor ends with a slash");
    }
  }

  /** Parses an absolute path as the kernel hands it over. */
  public static FilePath parse(String absolute) throws FileException {
    FilePath path = ROOT;
    for (String name : absolute.split("/", -1)) {
      if (!name.isEmpty()) {
        path = path.child(name);
      }
    }
    return path;
  }

  /** Whether a file can have this name: not what Linux forbids, nor one kept for the volume. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0
        && utf8Length(name) <= MAX_NAME_BYTES;
  }

  public FilePath child(String name) throws FileException {
    if (utf8Length(name) > MAX_NAME_BYTES) {
      throw new FileException(Reason.NAME_TOO_LONG, "a name of " + utf8Length(name) + " bytes");
    }
    if (!isName(name)) {
      throw new FileException(Reason.INVALID_ARGUMENT, "not a name");
    }
    return new FilePath(isRoot() ? name : value + '/' + name);
  }

  public boolean isRoot() {
    return value.isEmpty();
  }

  /** The last name; empty for the root. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The directory this is in; the root's is the root. */
  public FilePath parent() {
    return isRoot() ? this : new FilePath(value.substring(0, Math.max(0, value.lastIndexOf('/'))));
  }

  /** Whether this is {@code other} or lies somewhere below it. */
  public boolean isWithin(FilePath other) {
    return other.isRoot() || value.equals(other.value) || value.startsWith(other.value + '/');
  }

  /** Whether this is, or lies in, what the volume keeps for itself. */
  public boolean isReserved() {
    return isWithin(new FilePath(RESERVED_NAME));
  }

  /** This path, which lies within {@code from}, moved along with it to {@code to}. */
  public FilePath moved(FilePath from, FilePath to) {
    String rest = value.substring(from.value.length());
    return new FilePath(to.isRoot() && rest.startsWith("/") ? rest.substring(1) : to.value + rest);
  }

  /** As {@link #parse} takes it. */
  public String absolute() {
    return '/' + value;
  }

  /** Its form as a directory: with a trailing slash, but for the root. */
  public String asDirectory() {
    return isRoot() ? "" : value + '/';
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
