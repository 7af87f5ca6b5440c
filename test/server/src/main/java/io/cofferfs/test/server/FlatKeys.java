package io.cofferfs.test.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a key lies in a store that is a tree of files. Key {@code k} is stored as {@code k} and a
 * control character behind it, so that {@code a}, {@code a/} and {@code a/b} are three files; the
 * character sorts before all others, so that listings keep the order of the keys.
 */
final class FlatKeys {
  private static final char END = 1;

  /** Stands before the segments {@code .} and {@code ..}, which a file system takes for itself. */
  private static final char DOTS = 2;

  private FlatKeys() {}

  static String toPath(String key) {
    return escapeDots(key) + END;
  }

  static String toPathPrefix(String prefix) {
    int slash = prefix.lastIndexOf('/');
    return slash < 0 ? prefix : escapeDots(prefix.substring(0, slash)) + prefix.substring(slash);
  }

  /** The key stored at a path, or the prefix of keys stored under it. */
  static String toKey(String path) {
    String key = isObject(path) ? path.substring(0, path.length() - 1) : path;
    return key.replace(String.valueOf(DOTS), "");
  }

  /** Whether an object lies here, and not a temporary file of the store's. */
  static boolean isObject(String path) {
    return !path.isEmpty() && path.charAt(path.length() - 1) == END;
  }

  /** A continuation token that may travel in XML, which control characters may not. */
  static @Nullable String toToken(@Nullable String path) {
    return path == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(path.getBytes(StandardCharsets.UTF_8));
  }

  static @Nullable String fromToken(@Nullable String token) {
    return token == null || token.isEmpty()
        ? null
        : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
  }

  private static String escapeDots(String key) {
    if (key.indexOf('.') < 0) {
      return key;
    }
    return Arrays.stream(key.split("/", -1))
        .map(segment -> segment.equals(".") || segment.equals("..") ? DOTS + segment : segment)
        .collect(Collectors.joining("/"));
  }
}
