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

  // Of fewer zeros the requests that it takes to copy them cost more than to upload them.
  private static final int LEAST_HOLE_PARTS = 8;

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
    return plan(
        new SharedChunks(codec, base, changes, length),
        length,
        (first, end) -> rangesOf(base, first, end));
  }

  /**
   * The parts of a file with holes; empty if more than half of it would be uploaded, or the zeros
   * to copy are not worth their requests. Bodies must be their content, byte for byte.
   */
  Optional<SparsePlan> planAround(HoleChunks holes) {
    long holeBytes = holes.bytes();
    if (holeBytes < (long) LEAST_HOLE_PARTS * partBytes || partBytes <= limits.minPartBytes()) {
      return Optional.empty();
    }
    int copies = Zeros.copies(holeBytes, partBytes, InPlaceLimits.MAX_COPIED_BYTES);
    long zeros = (long) partBytes * copies;
    return plan(
            holes,
            holes.length(),
            (first, end) -> pieces(Math.min(end * codec.chunkSize(), holes.length()), first, zeros))
        .map(plan -> new SparsePlan(plan, partBytes, copies));
  }

  private Optional<PartPlan> plan(CopyableChunks chunks, long length, Ranges ranges) {
    for (int coarseness = 1; coarseness <= MAX_COARSENING; coarseness *= 2) {
      Draft draft = new Draft(chunks, ranges, length, leastChunks * coarseness);
      PartPlan plan = new PartPlan(draft.parts(), length);
      if (plan.parts().size() <= PartLayout.MAX_PARTS) {
        return Optional.of(plan).filter(p -> p.uploadedBytes() <= length / 2);
      }
    }
    return Optional.empty();
  }

  /** What of an object chunks are copied from, in order. */
  private interface Ranges {
    List<ByteRange> of(long firstChunk, long endChunk);
  }

  private List<ByteRange> rangesOf(FileVersion base, long firstChunk, long endChunk) {
    long start = firstChunk == 0 ? 0 : codec.sealedChunkStart(firstChunk);
    long end = Math.min(codec.sealedChunkStart(endChunk), base.objectLength());
    long most = Math.max(limits.copiedPartBytes(), base.objectLength() / MAX_COPIED_PARTS);
    long count = (end - start + most - 1) / most;
    List<ByteRange> ranges = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long from = start + (end - start) / count * i;
      long to = i + 1 == count ? end : start + (end - start) / count * (i + 1);
      ranges.add(new ByteRange(from, to));
    }
    return ranges;
  }

  /** All from the beginning, of about the same length, for the store has no use of short ones. */
  private List<ByteRange> pieces(long end, long firstChunk, long most) {
    long bytes = end - firstChunk * codec.chunkSize();
    long count = (bytes + most - 1) / most;
    List<ByteRange> pieces = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      pieces.add(new ByteRange(0, bytes * (i + 1) / count - bytes * i / count));
    }
    return pieces;
  }

  /** A plan in the making, with parts of at least so many chunks. */
  private final class Draft {
    private final CopyableChunks shared;
    private final Ranges ranges;
    private final long length;
    private final long least;
    private final List<PlannedPart> parts = new ArrayList<>();

    Draft(CopyableChunks shared, Ranges ranges, long length, long least) {
      this.shared = shared;
      this.ranges = ranges;
      this.length = length;
      this.least = least;
    }

    List<PlannedPart> parts() {
      long at = 0;
      while (at < shared.count()) {
        long copyEnd = shared.nextChanged(at);
        if (isCopyable(at, copyEnd)) {
          ranges.of(at, copyEnd).forEach(range -> parts.add(new Copied(range)));
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
