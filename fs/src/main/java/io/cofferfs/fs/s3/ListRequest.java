package io.cofferfs.fs.s3;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which page of a listing is wanted.
 *
 * @param prefix keys begin with it; empty for all
 * @param delimited whether keys with a {@code /} behind the prefix are rolled up into {@link
 *     ListPage#commonPrefixes}
 * @param continuation the token of the page before; empty for the first page
 * @param maxKeys 1 to 1,000
 */
public record ListRequest(
    String prefix, boolean delimited, Optional<String> continuation, int maxKeys) {

  /** The most that S3 returns in one page. */
  public static final int MAX_KEYS = 1000;

  public ListRequest {
    if (maxKeys < 1 || maxKeys > MAX_KEYS) {
      throw new IllegalArgumentException("maxKeys " + maxKeys);
    }
  }

  /** The first page of a directory: what is directly under the prefix. */
  public static ListRequest directory(String prefix) {
    return new ListRequest(prefix, /* delimited= */ true, Optional.empty(), MAX_KEYS);
  }

  /** The first page of everything under the prefix. */
  public static ListRequest tree(String prefix) {
    return new ListRequest(prefix, /* delimited= */ false, Optional.empty(), MAX_KEYS);
  }

  /** The parameters of ListObjectsV2. */
  Map<String, String> query() {
    Map<String, String> query = new TreeMap<>();
    query.put("list-type", "2");
    query.put("encoding-type", "url"); // XML cannot hold every character of a key
    query.put("max-keys", String.valueOf(maxKeys));
    if (!prefix.isEmpty()) {
      query.put("prefix", prefix);
    }
    if (delimited) {
      query.put("delimiter", "/");
    }
    continuation.ifPresent(token -> query.put("continuation-token", token));
    return query;
  }

  public ListRequest withMaxKeys(int keys) {
    return new ListRequest(prefix, delimited, continuation, keys);
  }

  public ListRequest after(String token) {
    return new ListRequest(prefix, delimited, Optional.of(token), maxKeys);
  }
}
