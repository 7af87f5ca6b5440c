package io.cofferfs.fs.s3;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** The multipart uploads begun in a bucket and neither completed nor aborted. */
final class UploadListing {
  private UploadListing() {}

  /** All under a prefix, page by page. */
  static List<software.amazon.awssdk.services.s3.model.MultipartUpload> under(
      String prefix, String bucket, Requests requests) throws ObjectStoreException {
    List<software.amazon.awssdk.services.s3.model.MultipartUpload> uploads = new ArrayList<>();
    ListMultipartUploadsRequest.Builder request =
        ListMultipartUploadsRequest.builder()
            .bucket(bucket)
            .prefix(prefix)
            // XML cannot hold every character of a key; the SDK decodes them again.
            .encodingType(EncodingType.URL);
    ListMultipartUploadsResponse page;
    do {
      page =
          requests.make(
              Operation.LIST_UPLOADS,
              (client, configuration) ->
                  client.listMultipartUploads(
                      request.overrideConfiguration(configuration).build()));
      uploads.addAll(page.uploads());
      request.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker());
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return uploads;
  }

  /** The time of the newest part, whatever its number. */
  static Optional<Instant> lastPart(MultipartUpload upload, String bucket, Requests requests)
      throws ObjectStoreException {
    ListPartsRequest.Builder request =
        ListPartsRequest.builder().bucket(bucket).key(upload.key()).uploadId(upload.uploadId());
    Optional<Instant> last = Optional.empty();
    ListPartsResponse page;
    do {
      page =
          requests.make(
              Operation.LIST_PARTS,
              (client, configuration) ->
                  client.listParts(request.overrideConfiguration(configuration).build()));
      for (Part part : page.parts()) {
        Instant time = part.lastModified();
        if (time != null && (last.isEmpty() || time.isAfter(last.get()))) {
          last = Optional.of(time);
        }
      }
      request.partNumberMarker(page.nextPartNumberMarker());
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return last;
  }
}
