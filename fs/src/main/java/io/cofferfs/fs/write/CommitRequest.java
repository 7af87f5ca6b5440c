package io.cofferfs.fs.write;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;

/**
 * What a file is to become in the bucket.
 *
 * @param path where
 * @param attributes as intended
 * @param mtimeExplicit whether somebody set the modification time; if not, that of a streamed file
 *     may be the time its upload began
 * @param precondition what must hold of the object that is there
 */
public record CommitRequest(
    FilePath path, FileMetadata attributes, boolean mtimeExplicit, Precondition precondition) {

  public CommitRequest withPrecondition(Precondition other) {
    return new CommitRequest(path, attributes, mtimeExplicit, other);
  }

  /**
   * Whether an object with these attributes needs no change. The change time alone is not worth
   * one: it is the store's, not the user's.
   */
  public boolean isSatisfiedBy(FileMetadata stored) {
    return stored.mode() == attributes.mode()
        && stored.uid() == attributes.uid()
        && stored.gid() == attributes.gid()
        && stored.rdev() == attributes.rdev()
        && stored.xattrs().equals(attributes.xattrs())
        && (!mtimeExplicit || stored.mtime().equals(attributes.mtime()));
  }
}
