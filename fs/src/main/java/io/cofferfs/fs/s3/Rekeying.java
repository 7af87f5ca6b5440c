package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.Copies.Copied;
import io.cofferfs.fs.s3.KeyTrials.Fitted;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Rekeyed.Outcome;
import java.util.Optional;

/** Re-keys objects by copying them onto themselves, from the key they are under to the other. */
final class Rekeying implements CustomerKeyRotation {
  private final Encryption encryption;
  private final Reads reads;
  private final Copies copies;

  Rekeying(Encryption encryption, Reads reads, Copies copies) {
    this.encryption = encryption;
    this.reads = reads;
    this.copies = copies;
  }

  @Override
  public Rekeyed rekey(String key) throws ObjectStoreException {
    Fitted<ObjectInfo> found = reads.headUnderItsKey(key);
    ObjectInfo object = found.answer();
    if (found.key().isEmpty()) {
      throw new ObjectStoreException(
          Reason.WRONG_CUSTOMER_KEY, "the server does not say that the object is under SSE-C");
    }
    if (found.key().equals(encryption.writeKey(key))) {
      return new Rekeyed(Outcome.WAS_CURRENT, object.etag(), object.length());
    }
    CopySource source =
        new CopySource(key, object.length(), Optional.of(object.etag()), object.content());
    Copied copied =
        copies.copy(source, key, new ObjectHeaders(object.metadata(), object.content()));
    return new Rekeyed(
        copied.throughHere() ? Outcome.THROUGH_HERE : Outcome.ON_SERVER,
        copied.result().etag(),
        object.length());
  }
}
