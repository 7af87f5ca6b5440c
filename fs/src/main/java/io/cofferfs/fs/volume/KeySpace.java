package io.cofferfs.fs.volume;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.nio.charset.StandardCharsets;

/**
 * Which keys of the bucket belong to the volume: those under its prefix.
 *
 * @param prefix empty, or ends in {@code /}
 */
public record KeySpace(String prefix) {
  private static final int MAX_KEY_BYTES = 1024;

  public KeySpace {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("the prefix of a volume ends in a slash");
    }
  }

  /** The key of a file. */
  public String fileKey(FilePath path) throws FileException {
    return checked(prefix + path.value());
  }

  /** The key of a directory's marker, which is the prefix of what it holds. */
  public String directoryKey(FilePath path) throws FileException {
    return checked(prefix + path.asDirectory());
  }

  /** The key of one of the volume's own objects; {@code name} is relative to the volume's root. */
  public String reservedKey(String name) {
    return prefix + name;
  }

  private static String checked(String key) throws FileException {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_KEY_BYTES) {
      throw new FileException(
          Reason.NAME_TOO_LONG, "a key of " + bytes + " bytes; S3 takes " + MAX_KEY_BYTES);
    }
    return key;
  }
}
