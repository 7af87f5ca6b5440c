package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.UploadedPart;
import java.io.IOException;
import java.util.List;

/** An upload that becomes an object once its parts are there. */
interface FinishedUpload {

  NewObject object();

  /** Bytes of content. */
  long length();

  /** Waits for all parts; can be repeated. */
  List<UploadedPart> finish() throws IOException;

  /** The upload whose parts {@link #finish} returned. */
  MultipartUpload upload();

  /** The object has been made. */
  void completed();
}
