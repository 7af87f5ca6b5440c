package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The header by which a copy says which move of a directory has made it, so that nothing else is
 * taken for one when the move is undone. It means nothing once the move is over; the next change of
 * the file drops it.
 */
final class MoveMark {
  private static final String NAME = "coffer-move";

  // What S3 takes of user metadata, names and values together.
  private static final int MAX_METADATA_BYTES = 2048;

  private MoveMark() {}

  /**
   * These headers with the mark of this move, or of none. Where there is no room left for it the
   * copy goes without: that it stays when the move is undone is better than that it cannot move.
   */
  static Map<String, String> on(Map<String, String> headers, Optional<String> move) {
    Map<String, String> marked = new HashMap<>(headers);
    marked.remove(NAME);
    if (move.isPresent()
        && length(marked) + NAME.length() + move.get().length() <= MAX_METADATA_BYTES) {
      marked.put(NAME, move.get());
    }
    return marked;
  }

  /** The move that has made this object, if it is still as that has made it. */
  static Optional<String> of(ObjectInfo info) {
    return Optional.ofNullable(info.metadata().get(NAME));
  }

  private static int length(Map<String, String> headers) {
    return headers.entrySet().stream()
        .mapToInt(header -> header.getKey().length() + header.getValue().length())
        .sum();
  }
}
