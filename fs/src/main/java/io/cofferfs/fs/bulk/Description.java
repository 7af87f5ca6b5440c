package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.volume.BodyIdentity;
import java.util.Optional;

/**
 * What one version of an object is, as a volume sees it.
 *
 * @param attributes empty where the object carries none
 * @param body as its metadata names it
 * @param length of its content, in bytes
 */
public record Description(
    ObjectInfo info, Optional<FileMetadata> attributes, BodyIdentity body, long length) {

  /** Whether it should be bound to its path, and is not. */
  boolean isUnbound() {
    return body instanceof BodyIdentity.Unbound;
  }
}
