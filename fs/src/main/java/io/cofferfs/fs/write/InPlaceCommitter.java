package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Optional;

/**
 * Makes versions of one file out of the version before, where that pays: what did not change stays
 * in the bucket. Every copied range is asked for with the base's ETag, so two versions never mix.
 * Not thread-safe.
 */
final class InPlaceCommitter {
  private final Uploads uploads;
  private final InPlace inPlace;
  private final Committer committer;

  InPlaceCommitter(Uploads uploads, Committer committer) {
    this.uploads = uploads;
    this.inPlace = uploads.inPlace();
    this.committer = committer;
  }

  /** Whether a later change of this version may be made in place. */
  boolean mayServe(FileVersion base) {
    return inPlace.mayServe(base);
  }

  /** The new version; empty if nothing was changed and a whole body is to be written. */
  Optional<FileVersion> commit(CommitRequest request, StagedContent content, FileVersion base)
      throws IOException {
    Optional<PartPlan> plan = inPlace.plan(base, content.changes(), content.length());
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    Optional<BodySealer> sealer = inPlace.sealer(base, plan.get());
    if (sealer.isEmpty()) {
      return Optional.empty();
    }
    NewObject object =
        uploads.newObject(request.path(), request.attributes(), sealer.get().identity());
    try (InPlaceUpload upload = uploads.beginInPlace(object, sealer.get(), plan.get())) {
      upload.send(source(base), content);
      return Optional.of(complete(upload, request));
    } catch (ObjectStoreException e) {
      requireWholeCanHelp(request, object, e);
      return Optional.empty();
    }
  }

  /**
   * The version of a file that is all here and has large holes, which the store makes of zeros;
   * empty if nothing was changed and a whole body is to be uploaded.
   */
  Optional<FileVersion> commitAround(CommitRequest request, StagedContent content)
      throws IOException {
    VolumeCodec codec = uploads.target().codec();
    Optional<SparsePlan> plan = inPlace.planAround(content.holes(codec));
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    BodySealer sealer = codec.newBody();
    NewObject object = uploads.newObject(request.path(), request.attributes(), sealer.identity());
    try (Zeros zeros = new Zeros(uploads)) {
      CopySource source = zeros.make(plan.get().zeroPartBytes(), plan.get().copies());
      try (InPlaceUpload upload = uploads.beginInPlace(object, sealer, plan.get().parts())) {
        upload.send(source, content);
        return Optional.of(complete(upload, request));
      }
    } catch (ObjectStoreException e) {
      requireWholeCanHelp(request, object, e);
      return Optional.empty();
    }
  }

  private FileVersion complete(InPlaceUpload upload, CommitRequest request) throws IOException {
    upload.finish();
    FileVersion version = committer.complete(upload, request.precondition());
    inPlace.succeeded();
    return version;
  }

  private static CopySource source(FileVersion base) {
    return new CopySource(base.key(), base.objectLength(), Optional.of(base.etag()));
  }

  /** Throws the failure unless it is one of changing in place only. */
  private void requireWholeCanHelp(
      CommitRequest request, NewObject object, ObjectStoreException failure) throws IOException {
    switch (failure.reason()) {
      case UNSUPPORTED, BROKEN_PROMISE, REJECTED, INVALID_RANGE -> inPlace.refusedWith(failure);
      // What may not be copied can perhaps be read, under another key or by another right.
      case WRONG_CUSTOMER_KEY, ACCESS_DENIED -> {}
      case PRECONDITION_FAILED, NOT_FOUND ->
          committer.requireHolds(request.precondition(), object.key(), failure);
      case NO_SUCH_BUCKET, ARCHIVED, NO_SPACE, UNAVAILABLE, OUTCOME_UNKNOWN -> throw failure;
    }
  }
}
