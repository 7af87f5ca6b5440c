package io.cofferfs.fs.s3;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Passes every request through {@link #intercept} on its way to another store. */
abstract class InterceptedObjectStore implements ObjectStore {
  private final ObjectStore delegate;

  InterceptedObjectStore(ObjectStore delegate) {
    this.delegate = delegate;
  }

  /** A request that has not been made yet. */
  interface Call<T> {
    T make() throws ObjectStoreException;
  }

  /** Makes the call, or does not; {@code uploadedBytes} is what the request carries. */
  abstract <T> T intercept(Request request, long uploadedBytes, Call<T> call)
      throws ObjectStoreException;

  private <T> T intercept(Request request, Call<T> call) throws ObjectStoreException {
    return intercept(request, 0, call);
  }

  @Override
  public ObjectInfo head(String key) throws ObjectStoreException {
    return intercept(Request.HEAD, () -> delegate.head(key));
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    return intercept(Request.GET, () -> delegateGet(key, range, ifMatch));
  }

  /** The request itself, for stores that wrap the body. */
  final ObjectBody delegateGet(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    return delegate.get(key, range, ifMatch);
  }

  @Override
  public ListPage list(ListRequest request) throws ObjectStoreException {
    return intercept(Request.LIST, () -> delegate.list(request));
  }

  @Override
  public PutResult put(
      String key, PartBody body, Map<String, String> metadata, Precondition precondition)
      throws ObjectStoreException {
    return intercept(
        Request.PUT, body.length(), () -> delegate.put(key, body, metadata, precondition));
  }

  @Override
  public MultipartUpload createMultipartUpload(String key, Map<String, String> metadata)
      throws ObjectStoreException {
    return intercept(Request.CREATE_UPLOAD, () -> delegate.createMultipartUpload(key, metadata));
  }

  @Override
  public UploadedPart uploadPart(MultipartUpload upload, int number, PartBody body)
      throws ObjectStoreException {
    return intercept(
        Request.UPLOAD_PART, body.length(), () -> delegate.uploadPart(upload, number, body));
  }

  @Override
  public UploadedPart uploadPartCopy(
      MultipartUpload upload, int number, CopySource source, ByteRange range)
      throws ObjectStoreException {
    return intercept(
        Request.UPLOAD_PART_COPY, () -> delegate.uploadPartCopy(upload, number, source, range));
  }

  @Override
  public PutResult completeMultipartUpload(
      MultipartUpload upload, List<UploadedPart> parts, Precondition precondition)
      throws ObjectStoreException {
    return intercept(
        Request.COMPLETE_UPLOAD,
        () -> delegate.completeMultipartUpload(upload, parts, precondition));
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) throws ObjectStoreException {
    intercept(
        Request.ABORT_UPLOAD,
        () -> {
          delegate.abortMultipartUpload(upload);
          return upload;
        });
  }

  @Override
  public List<MultipartUpload> listMultipartUploads(String prefix) throws ObjectStoreException {
    return intercept(Request.LIST_UPLOADS, () -> delegate.listMultipartUploads(prefix));
  }

  @Override
  public PutResult copy(CopySource source, String key, Map<String, String> metadata)
      throws ObjectStoreException {
    return intercept(Request.COPY, () -> delegate.copy(source, key, metadata));
  }

  @Override
  public void delete(String key, Precondition precondition) throws ObjectStoreException {
    intercept(
        Request.DELETE,
        () -> {
          delegate.delete(key, precondition);
          return key;
        });
  }

  @Override
  public void deleteAll(List<String> keys) throws ObjectStoreException {
    intercept(
        Request.DELETE_ALL,
        () -> {
          delegate.deleteAll(keys);
          return keys;
        });
  }

  @Override
  public Map<String, ObjectStoreException> deleteVersions(List<ObjectVersion> versions)
      throws ObjectStoreException {
    return intercept(Request.DELETE_ALL, () -> delegate.deleteVersions(versions));
  }

  @Override
  public void prepareToDeleteVersions() {
    delegate.prepareToDeleteVersions();
  }

  @Override
  public void probeUnder(String directory) {
    delegate.probeUnder(directory);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
