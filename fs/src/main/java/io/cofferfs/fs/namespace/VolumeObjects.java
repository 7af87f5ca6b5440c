package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.FilePath;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The objects of a volume.
 *
 * @param prefix of its keys
 */
record VolumeObjects(ObjectStore store, String prefix) {
  /**
   * Deletes objects in these versions.
   *
   * @return what is still there, and why: {@code PRECONDITION_FAILED} of what is in another one
   */
  Map<String, ObjectStoreException> delete(List<ObjectVersion> versions)
      throws ObjectStoreException {
    return store.deleteVersions(versions, prefix + FilePath.ORPHANS + UUID.randomUUID());
  }
}
