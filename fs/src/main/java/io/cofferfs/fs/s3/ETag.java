package io.cofferfs.fs.s3;

/**
 * The version of an object's body and metadata, as the store names it; opaque, and no MD5 under
 * SSE-C, SSE-KMS or multipart. Held without the quotes, which some servers add and others forget.
 */
public record ETag(String value) {

  public ETag {
    value = unquoted(value);
    if (value.isEmpty()) {
      throw new IllegalArgumentException("empty ETag");
    }
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** The HTTP form. */
  String quoted() {
    return '"' + value + '"';
  }

  @Override
  public String toString() {
    return value;
  }
}
