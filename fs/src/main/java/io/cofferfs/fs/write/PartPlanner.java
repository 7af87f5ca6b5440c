package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.fs.write.PlannedPart.Copied;
import io.cofferfs.fs.write.PlannedPart.Uploaded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans changes in place. S3 wants every part but the last one to have a least size, copied ones
 * too: what is shared but too short to be copied is uploaded along with the changes around it, and
 * a change that is too short takes what follows it along.
 */
final class PartPlanner {
  private static final int MAX_COPIED_PARTS = 5_000;

  // Changes scattered over more than 10,000 parts are gathered into larger ones, up to 80 MiB.
  private static final int MAX_COARSENING = 16;

  private final VolumeCodec codec;
  private final InPlaceLimits limits;
  private final int partBytes;
  private final long leastChunks;

  /**
   * @param partBytes content of a part that is uploaded, where more than one must be
   */
  PartPlanner(VolumeCodec codec, InPlaceLimits limits, int partBytes) {
    this.codec = codec;
    this.limits = limits;
    this.partBytes = partBytes;
    int sealedChunkLength = PartLayout.of(codec).sealedChunkLength();
    this.leastChunks = (limits.minPartBytes() + sealedChunkLength - 1L) / sealedChunkLength;
  }

  /** Whether a change of this version can ever pay. */
  boolean mayServe(FileVersion base) {
    return base.objectLength() > limits.minPartBytes();
  }

  /**
   * The parts of {@code length} bytes of content that differ from {@code base} by {@code changes};
   * empty if more than half would be uploaded.
   */
  Optional<PartPlan> plan(FileVersion base, Changes changes, long length) {
    if (!mayServe(base) || codec.objectLength(length) <= limits.minPartBytes()) {
      return Optional.empty();
    }
    SharedChunks shared = new SharedChunks(codec, base, changes, length);
    for (int coarseness = 1; coarseness <= MAX_COARSENING; coarseness *= 2) {
      Draft draft = new Draft(shared, base, length, leastChunks * coarseness);
      PartPlan plan = new PartPlan(draft.parts(), length);
      if (plan.parts().size() <= PartLayout.MAX_PARTS) {
        return Optional.of(plan).filter(p -> p.uploadedBytes() <= length / 2);
      }
    }
    return Optional.empty();
  }

  /** A plan in the making, with parts of at least so many chunks. */
  private final class Draft {
    private final SharedChunks shared;
    private final FileVersion base;
    private final long length;
    private final long least;
    private final List<PlannedPart> parts = new ArrayList<>();

    Draft(SharedChunks shared, FileVersion base, long length, long least) {
      this.shared = shared;
      this.base = base;
      this.length = length;
      this.least = least;
    }

    List<PlannedPart> parts() {
      long at = 0;
      while (at < shared.count()) {
        long copyEnd = shared.nextChanged(at);
        if (isCopyable(at, copyEnd)) {
          copy(at, copyEnd);
          at = copyEnd;
        } else {
          long uploadEnd = uploadEnd(at);
          upload(at, uploadEnd);
          at = uploadEnd;
        }
      }
      return parts;
    }

    private boolean isCopyable(long start, long end) {
      return end == shared.count() ? start < end : end - start >= least;
    }

    /** Goes on until what follows can be copied. */
    private long uploadEnd(long start) {
      long end = Math.min(start + least, shared.count());
      while (end < shared.count()) {
        long copyEnd = shared.nextChanged(end);
        if (isCopyable(end, copyEnd)) {
          return end;
        }
        end = shared.nextShared(copyEnd);
      }
      return end;
    }

    private void copy(long firstChunk, long endChunk) {
      long start = firstChunk == 0 ? 0 : codec.sealedChunkStart(firstChunk);
      long end = Math.min(codec.sealedChunkStart(endChunk), base.objectLength());
      long most = Math.max(limits.copiedPartBytes(), base.objectLength() / MAX_COPIED_PARTS);
      long count = (end - start + most - 1) / most;
      for (long i = 0; i < count; i++) {
        long from = start + (end - start) / count * i;
        long to = i + 1 == count ? end : start + (end - start) / count * (i + 1);
        parts.add(new Copied(new ByteRange(from, to)));
      }
    }

    /** In equal parts, which are all large enough because two of the least fit into one. */
    private void upload(long firstChunk, long endChunk) {
      long chunks = endChunk - firstChunk;
      long most = Math.max(partBytes / codec.chunkSize(), 2 * least);
      long count = (chunks + most - 1) / most;
      for (long i = 0; i < count; i++) {
        uploadPart(firstChunk + chunks * i / count, firstChunk + chunks * (i + 1) / count);
      }
    }

    private void uploadPart(long firstChunk, long endChunk) {
      long start = firstChunk * codec.chunkSize();
      long end = Math.min(endChunk * codec.chunkSize(), length);
      boolean last = endChunk == shared.count();
      parts.add(new Uploaded(firstChunk, start, Math.toIntExact(end - start), last));
    }
  }
}
