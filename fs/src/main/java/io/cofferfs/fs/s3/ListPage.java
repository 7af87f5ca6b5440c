package io.cofferfs.fs.s3;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param objects in key order
 * @param commonPrefixes each ends in {@code /}; in order
 * @param continuation for the next page; empty after the last
 */
public record ListPage(
    List<ListedObject> objects, List<String> commonPrefixes, Optional<String> continuation) {

  public ListPage {
    objects = List.copyOf(objects);
    commonPrefixes = List.copyOf(commonPrefixes);
  }
}
