package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in the clear, in the user metadata that s3fs writes: {@code mode} (decimal, with the
 * type bits), {@code uid}, {@code gid}, {@code mtime} and {@code ctime} (seconds, or seconds and
 * nanoseconds joined by a dot). rclone's {@code mtime} alone is understood too.
 */
final class S3fsHeaders {
  private static final Pattern TIME = Pattern.compile("(-?\\d{1,18})(?:\\.(\\d{1,9})\\d*)?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

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
    return new FileMetadata(
        (int) number(metadata.get("mode"), fallback.mode()),
        number(metadata.get("uid"), fallback.uid()),
        number(metadata.get("gid"), fallback.gid()),
        mtime,
        time(metadata.get("ctime")).orElse(mtime),
        /* rdev= */ 0,
        Xattrs.EMPTY);
  }

  Map<String, String> format(FileMetadata attributes) {
    return Map.of(
        "mode", Integer.toString(attributes.mode()),
        "uid", Long.toString(attributes.uid()),
        "gid", Long.toString(attributes.gid()),
        "mtime", format(attributes.mtime()),
        "ctime", format(attributes.ctime()));
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
