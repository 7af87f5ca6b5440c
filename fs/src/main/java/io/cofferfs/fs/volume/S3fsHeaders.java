package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in the clear, in the user metadata that s3fs writes: {@code mode} (decimal, with the
 * type bits), {@code uid}, {@code gid}, {@code mtime}, {@code ctime} and {@code atime} (seconds, or
 * seconds and nanoseconds joined by a dot), {@code xattr}. rclone's {@code mtime} alone is
 * understood too. Of our own there is {@code rdev}, the number of a device in decimal.
 */
final class S3fsHeaders {
  private static final Pattern TIME = Pattern.compile("(-?\\d{1,18})(?:\\.(\\d{1,9})\\d*)?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  /** What S3 allows for all user metadata, less what an access time may yet take. */
  static final int MAX_BYTES = 2048 - 40;

  private static final String XATTR = "xattr";
  private static final Set<String> OWN =
      Set.of("mode", "uid", "gid", "mtime", "ctime", "atime", "rdev");

  private final DefaultAttributes defaults;

  S3fsHeaders(DefaultAttributes defaults) {
    this.defaults = defaults;
  }

  /** Empty if there is no modification time, or one that no tool writes. */
  Optional<FileMetadata> parse(String path, Map<String, String> metadata) {
    return time(metadata.get("mtime")).map(mtime -> parse(path, metadata, mtime));
  }

  private FileMetadata parse(String path, Map<String, String> metadata, Timestamp mtime) {
    FileMetadata fallback =
        path.endsWith("/") || path.isEmpty() ? defaults.directory(mtime) : defaults.file(mtime);
    FileMetadata attributes =
        new FileMetadata(
            (int) number(metadata.get("mode"), fallback.mode()),
            number(metadata.get("uid"), fallback.uid()),
            number(metadata.get("gid"), fallback.gid()),
            mtime,
            time(metadata.get("ctime")).orElse(mtime),
            number(metadata.get("rdev"), 0),
            S3fsXattrs.parse(metadata.get(XATTR)).orElse(Xattrs.EMPTY));
    return AccessTime.set(attributes, time(metadata.get("atime")).orElse(mtime));
  }

  static Map<String, String> format(FileMetadata attributes) {
    Map<String, String> headers = new HashMap<>();
    headers.put("mode", Integer.toString(attributes.mode()));
    headers.put("uid", Long.toString(attributes.uid()));
    headers.put("gid", Long.toString(attributes.gid()));
    headers.put("mtime", format(attributes.mtime()));
    headers.put("ctime", format(attributes.ctime()));
    AccessTime.stored(attributes.xattrs()).ifPresent(time -> headers.put("atime", format(time)));
    if (attributes.rdev() != 0) {
      headers.put("rdev", Long.toString(attributes.rdev()));
    }
    Xattrs xattrs = attributes.xattrs().without(AccessTime.NAME);
    if (!xattrs.isEmpty()) {
      headers.put(XATTR, S3fsXattrs.format(xattrs));
    }
    return Map.copyOf(headers);
  }

  /** What of an object's headers is not understood here, so that whoever rewrites it keeps it. */
  static Map<String, String> foreign(Map<String, String> metadata) {
    Map<String, String> foreign = new HashMap<>(metadata);
    foreign.keySet().removeAll(OWN);
    if (S3fsXattrs.parse(metadata.get(XATTR)).isPresent()) {
      foreign.remove(XATTR);
    }
    return foreign;
  }

  /** Whether attributes can be told from their headers again, and these are short enough. */
  static boolean canKeep(FileMetadata attributes, int maxBytes) {
    Map<String, String> headers = format(attributes);
    int bytes =
        headers.entrySet().stream()
            .mapToInt(e -> e.getKey().length() + e.getValue().length())
            .sum();
    Xattrs xattrs = attributes.xattrs().without(AccessTime.NAME);
    return bytes <= maxBytes
        && (xattrs.isEmpty() || S3fsXattrs.parse(headers.get(XATTR)).equals(Optional.of(xattrs)));
  }

  private static String format(Timestamp time) {
    return "%d.%09d".formatted(time.seconds(), time.nanos());
  }

  private static long number(@Nullable String text, long fallback) {
    return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : fallback;
  }

  private static Optional<Timestamp> time(@Nullable String text) {
    Matcher matcher = TIME.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fraction = matcher.group(2) == null ? "" : matcher.group(2);
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
    return Optional.of(new Timestamp(Long.parseLong(matcher.group(1)), nanos));
  }
}
