package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.fs.write.PlannedPart.Copied;
import io.cofferfs.fs.write.PlannedPart.Uploaded;
import java.io.IOException;
import java.util.List;

/**
 * A changed body on its way, of which the store copies what did not change. Closing it before
 * {@link #completed} forgets it. Not thread-safe.
 */
final class InPlaceUpload implements FinishedUpload, AutoCloseable {
  private final PartLayout layout;
  private final PartUploads parts;
  private final PartPlan plan;
  private boolean completed;

  InPlaceUpload(PartLayout layout, PartUploads parts, PartPlan plan) {
    this.layout = layout;
    this.parts = parts;
    this.plan = plan;
  }

  /** Sends all parts, without waiting for the last of them. */
  void send(CopySource base, PartSource content) throws IOException {
    int number = 0;
    for (PlannedPart part : plan.parts()) {
      number++;
      if (part instanceof Copied copied) {
        parts.copy(number, base, copied.range());
      } else if (part instanceof Uploaded uploaded) {
        upload(number, uploaded, content);
      }
    }
  }

  private void upload(int number, Uploaded part, PartSource content) throws IOException {
    byte[] array = parts.nextArray();
    boolean handedIn = false;
    try {
      PartBuffer buffer = new PartBuffer(layout, array, part.chunk(), part.contentBytes());
      buffer.fill(content, part.offset(), part.contentBytes());
      handedIn = true;
      parts.send(buffer, number, part.last());
    } finally {
      if (!handedIn) {
        parts.giveBackUnused(array);
      }
    }
  }

  @Override
  public NewObject object() {
    return parts.object();
  }

  @Override
  public long length() {
    return plan.length();
  }

  @Override
  public List<UploadedPart> finish() throws IOException {
    List<UploadedPart> sent = parts.await();
    parts.releaseMemory();
    return sent;
  }

  @Override
  public MultipartUpload upload() {
    return parts.upload();
  }

  @Override
  public void completed() {
    completed = true;
  }

  @Override
  public void close() {
    if (!completed) {
      parts.abandon();
    }
  }
}
