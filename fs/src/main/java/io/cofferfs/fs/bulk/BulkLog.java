package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job has to say beside its findings. */
final class BulkLog {
  private static final Logger log = LoggerFactory.getLogger("io.cofferfs.fs.bulk");

  private BulkLog() {}

  static void leftover(MultipartUpload upload, ObjectStoreException why) {
    log.warn(
        "the parts of upload {} could not be given back; cofferfs clean does that: {}",
        upload.uploadId(),
        why.getMessage());
  }
}
