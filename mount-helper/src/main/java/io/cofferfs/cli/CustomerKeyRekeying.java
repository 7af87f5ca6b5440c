package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Rotation.Rekeying;
import io.cofferfs.fs.s3.CustomerKeyRotation;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Rekeyed;

/**
 * Re-keys with the rotation of a store.
 *
 * @param rotated the same bucket, opened with the new key alone
 */
record CustomerKeyRekeying(CustomerKeyRotation rotation, ObjectStore rotated) implements Rekeying {

  @Override
  public boolean isDone(String key) throws ObjectStoreException {
    try {
      rotated.head(key);
      return true;
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.WRONG_CUSTOMER_KEY) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean rekey(String key) throws ObjectStoreException {
    return rotation.rekey(key).outcome() != Rekeyed.Outcome.WAS_CURRENT;
  }
}
