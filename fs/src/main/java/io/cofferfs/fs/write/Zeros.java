package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.write.PlannedPart.Copied;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Zeros in the bucket, for the store to make the holes of one file of: a part is uploaded, and the
 * object that holes are copied from is made of copies of that. Both lie where files are set aside,
 * so that what a crash leaves of them is removed as those are; they are gone when this is closed.
 */
final class Zeros implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Zeros.class);

  private final Uploads uploads;
  private final ObjectStore store;
  private final List<String> keys = new ArrayList<>();

  Zeros(Uploads uploads) {
    this.uploads = uploads;
    this.store = uploads.target().store();
  }

  /**
   * How many copies of one part to make an object of, so that it takes about as many to make holes
   * of that: any other number would take more requests.
   *
   * @param most bytes that one request copies
   */
  static int copies(long holeBytes, int partBytes, long most) {
    long even = (long) Math.ceil(Math.sqrt((double) holeBytes / partBytes));
    return (int) Math.max(1, Math.min(even, most / partBytes));
  }

  /** Makes an object of so many parts of zeros. */
  CopySource make(int partBytes, int copies) throws IOException {
    String key = newKey();
    ETag etag =
        store.put(key, PartBody.of(new byte[partBytes]), Map.of(), Precondition.none()).etag();
    CopySource part = new CopySource(key, partBytes, Optional.of(etag));
    return copies == 1 ? part : multiplied(part, copies);
  }

  private CopySource multiplied(CopySource part, int copies) throws IOException {
    long length = part.length() * copies;
    PlannedPart copy = new Copied(new ByteRange(0, part.length()));
    PartPlan plan = new PartPlan(Collections.nCopies(copies, copy), length);
    BodySealer sealer = uploads.target().codec().newBody();
    NewObject object = uploads.nameless(newKey(), sealer.identity());
    try (InPlaceUpload upload = uploads.beginInPlace(object, sealer, plan)) {
      upload.send(part, (offset, target) -> {});
      List<UploadedPart> parts = upload.finish();
      ETag etag = store.completeMultipartUpload(upload.upload(), parts, Precondition.none()).etag();
      upload.completed();
      return new CopySource(object.key(), length, Optional.of(etag));
    }
  }

  private String newKey() {
    String key = uploads.target().keys().reservedKey(FilePath.ORPHANS + UUID.randomUUID());
    keys.add(key);
    return key;
  }

  @Override
  public void close() {
    for (String key : keys) {
      try {
        store.delete(key, Precondition.none());
      } catch (ObjectStoreException e) {
        LOG.warn("an object of zeros is left in the bucket: {}", e.reason(), e);
      }
    }
  }
}
