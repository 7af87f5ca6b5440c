package io.cofferfs.fs.s3;

import java.util.List;

/** Makes an object in parts; what fails leaves no upload behind. */
final class Uploading {
  private final AwsObjectStore store;

  Uploading(AwsObjectStore store) {
    this.store = store;
  }

  /** Where the parts come from. */
  interface Parts {
    List<UploadedPart> upload(MultipartUpload upload) throws ObjectStoreException;
  }

  PutResult upload(String key, ObjectHeaders headers, Precondition precondition, Parts parts)
      throws ObjectStoreException {
    MultipartUpload upload = store.createMultipartUpload(key, headers);
    try {
      return store.completeMultipartUpload(upload, parts.upload(upload), precondition);
    } catch (ObjectStoreException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  private void abort(MultipartUpload upload, Exception because) {
    try {
      store.abortMultipartUpload(upload);
    } catch (ObjectStoreException e) {
      because.addSuppressed(e);
    }
  }

  /** What must hold where a copy is made: only what it replaces may be there. */
  static Precondition replacing(CopySource source, String key) {
    return source.key().equals(key) && source.ifMatch().isPresent()
        ? Precondition.ifMatch(source.ifMatch().get())
        : Precondition.none();
  }
}
