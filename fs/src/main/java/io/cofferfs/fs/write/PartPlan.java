package io.cofferfs.fs.write;

import io.cofferfs.fs.write.PlannedPart.Uploaded;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts that make a changed body out of its base, in order.
 *
 * @param length of the content
 */
record PartPlan(List<PlannedPart> parts, long length) {

  PartPlan {
    parts = List.copyOf(parts);
  }

  private Stream<Uploaded> uploads() {
    return parts.stream().filter(Uploaded.class::isInstance).map(Uploaded.class::cast);
  }

  /** Bytes of content that are sealed anew and uploaded. */
  long uploadedBytes() {
    return uploads().mapToLong(Uploaded::contentBytes).sum();
  }

  /** The content of the largest part that is uploaded, in bytes; 0 if there is none. */
  int largestUploadBytes() {
    return uploads().mapToInt(Uploaded::contentBytes).max().orElse(0);
  }
}
