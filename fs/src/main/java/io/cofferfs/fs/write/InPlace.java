package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether files of a mount are changed in place: its settings, and what was learnt. Thread-safe.
 */
final class InPlace {
  private static final Logger LOG = LoggerFactory.getLogger(InPlace.class);

  // One key may seal 2^32 chunks, and nobody counts how many it has over the years. So each change
  // writes a whole body, under a new key, with a chance of a 2^26th for every chunk it would seal:
  // that a key outlives 2^32 has a chance of e^-64.
  private static final long SEALINGS_PER_KEY = 1L << 26;

  private final VolumeCodec codec;
  private final Optional<PartPlanner> planner;
  private final RandomGenerator random;
  private volatile boolean refused;
  private volatile boolean proven;

  InPlace(VolumeCodec codec, Optional<PartPlanner> planner, RandomGenerator random) {
    this.codec = codec;
    this.planner = planner;
    this.random = random;
  }

  /** Whether a later change of this version may be made in place. */
  boolean mayServe(FileVersion base) {
    return !refused && planner.isPresent() && planner.get().mayServe(base);
  }

  /** How to go about it; empty if a whole body is to be written. */
  Optional<PartPlan> plan(FileVersion base, Changes changes, long length) {
    return mayServe(base) ? planner.orElseThrow().plan(base, changes, length) : Optional.empty();
  }

  /** How to leave the holes of a file to the store; empty if all of it is to be uploaded. */
  Optional<SparsePlan> planAround(HoleChunks holes) {
    return refused || planner.isEmpty() || !PartLayout.of(codec).isContent()
        ? Optional.empty()
        : planner.get().planAround(holes);
  }

  /** What goes on sealing the base's body; empty if a whole body is to be written. */
  Optional<BodySealer> sealer(FileVersion base, PartPlan plan) throws IOException {
    return isKeySpent(base, plan) ? Optional.empty() : codec.continueBody(base.body());
  }

  private boolean isKeySpent(FileVersion base, PartPlan plan) {
    long sealings = plan.uploadedBytes() / codec.chunkSize() + plan.parts().size();
    return base.body() instanceof BodyIdentity.Bound
        && random.nextLong(SEALINGS_PER_KEY) < sealings;
  }

  /** The endpoint does what this takes. */
  void succeeded() {
    proven = true;
  }

  /** The endpoint does not do what this takes; or if it has done before, not with this object. */
  void refusedWith(ObjectStoreException refusal) {
    if (!refused && !proven) {
      refused = true;
      LOG.warn(
          "the endpoint does not make parts of ranges of objects ({}): changed files are uploaded"
              + " whole",
          refusal.reason());
    }
  }
}
