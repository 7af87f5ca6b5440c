package io.cofferfs.cli;

import java.util.regex.Pattern;

/**
 * A place in a bucket, written {@code s3://BUCKET[/PATH]}.
 *
 * @param path without a leading slash; empty for the bucket itself
 */
record S3Location(String bucket, String path) {
  private static final String SCHEME = "s3://";
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  static S3Location parse(String text) {
    if (!text.startsWith(SCHEME)) {
      throw new IllegalArgumentException("not an S3 location: '" + text + "' (write " + form());
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException("not a bucket name: '" + bucket + "' (write " + form());
    }
    return new S3Location(bucket, slash < 0 ? "" : rest.substring(slash + 1));
  }

  static boolean isLocation(String text) {
    return text.startsWith(SCHEME);
  }

  private static String form() {
    return "s3://BUCKET or s3://BUCKET/PATH)";
  }

  /** The path as the prefix of a volume: empty, or ending in one slash. */
  String prefix() {
    String trimmed = trimmedPath();
    return trimmed.isEmpty() ? "" : trimmed + '/';
  }

  /** The path without slashes at its end. */
  String trimmedPath() {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  boolean namesDirectory() {
    return path.isEmpty() || path.endsWith("/");
  }

  @Override
  public String toString() {
    return path.isEmpty() ? SCHEME + bucket : SCHEME + bucket + '/' + path;
  }
}
