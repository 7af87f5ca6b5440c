package io.cofferfs.fs.volume;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which keys of the bucket belong to the volume, those under its prefix, and which path each of
 * them stands for: the one place where names become parts of keys, and parts names. Thread-safe.
 */
public final class KeySpace {
  private static final int MAX_KEY_BYTES = 1024;

  private final String prefix;
  private final NameMapping names;

  /**
   * The keys of a volume with plain names.
   *
   * @param prefix empty, or ends in {@code /}
   */
  public KeySpace(String prefix) {
    this(prefix, new PlainNames());
  }

  /**
   * @param prefix empty, or ends in {@code /}; never sealed
   */
  public KeySpace(String prefix, NameMapping names) {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("the prefix of a volume ends in a slash");
    }
    this.prefix = prefix;
    this.names = names;
  }

  public String prefix() {
    return prefix;
  }

  /** Whether keys do not show the names that they stand for, so that nothing else may either. */
  public boolean hidesNames() {
    return names instanceof EncryptedNames;
  }

  /** The key of a file. */
  public String fileKey(FilePath path) throws FileException {
    return checked(prefix + names.key(path.value()));
  }

  /** The key of a directory's marker, which is the prefix of what it holds. */
  public String directoryKey(FilePath path) throws FileException {
    return checked(prefix + names.key(path.asDirectory()));
  }

  /** The key of one of the volume's own objects; {@code name} is relative to the volume's root. */
  public String reservedKey(String name) {
    return prefix + name;
  }

  /** What stands for a name of the directory in the keys below it, up to a slash. */
  public String part(FilePath directory, String name) throws FileException {
    return names.part(directory.asDirectory(), name);
  }

  /** The name that stands behind the directory's key, up to a slash; empty if it is none. */
  public Optional<String> name(FilePath directory, String part) {
    return names.name(directory.asDirectory(), part);
  }

  /** What a key of the volume stands for. */
  public KeyPath read(String key) {
    return names.read(key.substring(prefix.length()));
  }

  /** The key that reads as this. */
  public String key(KeyPath path) throws FileException {
    return checked(prefix + names.key(path.path()) + path.foreign());
  }

  /** Returns the key, or throws {@code NAME_TOO_LONG} if S3 does not take it. */
  public static String checked(String key) throws FileException {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_KEY_BYTES) {
      throw new FileException(
          Reason.NAME_TOO_LONG, "a key of " + bytes + " bytes; S3 takes " + MAX_KEY_BYTES);
    }
    return key;
  }
}
