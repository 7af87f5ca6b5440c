package io.cofferfs.fs.s3;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

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
}
