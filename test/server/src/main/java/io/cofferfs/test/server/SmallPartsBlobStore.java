package io.cofferfs.test.server;

import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Takes parts of any length, by not telling S3Proxy how long they are. */
final class SmallPartsBlobStore extends ForwardingBlobStore {
  private static final long UNKNOWN = -1;

  SmallPartsBlobStore(BlobStore store) {
    super(store);
  }

  @Override
  public List<Part> listMultipartUpload(MultipartUpload upload) {
    return super.listMultipartUpload(upload).stream()
        .map(part -> part.toBuilder().size(UNKNOWN).build())
        .toList();
  }
}
