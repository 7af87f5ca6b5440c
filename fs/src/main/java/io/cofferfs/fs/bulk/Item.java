package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ListedObject;

/**
 * An object that a job has come to.
 *
 * @param path in the volume; of a directory's marker with a slash at the end
 * @param meter counts what of its body was dealt with
 */
public record Item(ListedObject listed, String path, Meter meter) {
  /** Whether it is a directory's marker as other tools make it: empty, so that nothing is in it. */
  boolean isBareMarker() {
    return listed.length() == 0 && (path.isEmpty() || path.endsWith("/"));
  }

  public String key() {
    return listed.key();
  }
}
