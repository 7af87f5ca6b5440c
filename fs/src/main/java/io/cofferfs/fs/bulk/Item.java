package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ListedObject;

/**
 * An object that a job has come to.
 *
 * @param path in the volume; of a directory's marker with a slash at the end
 * @param meter counts what of its body was dealt with
 */
public record Item(ListedObject listed, String path, Meter meter) {
  public String key() {
    return listed.key();
  }
}
