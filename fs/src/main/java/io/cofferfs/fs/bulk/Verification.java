package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.CofferCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;

/**
 * Authenticates objects of an encrypted volume: body, metadata, and that they belong together and
 * under this path. Content goes through memory chunk by chunk and nowhere else.
 */
public final class Verification extends BulkTask {
  private static final int BUFFER_BYTES = 1 << 16;

  private final CodecSource source;
  private final Workers workers;
  private final int newestEpoch;
  private final boolean requireBinding;

  public Verification(ObjectStore store, CofferCodec codec, Workers workers, Demands demands) {
    this.source = new CodecSource(store, codec, workers);
    this.workers = workers;
    this.newestEpoch = demands.newestEpoch();
    this.requireBinding = demands.requireBinding();
  }

  /**
   * What is asked of every object besides being authentic.
   *
   * @param newestEpoch what was sealed in an earlier one is noted
   * @param requireBinding whether an object without metadata counts as damaged
   */
  public record Demands(int newestEpoch, boolean requireBinding) {}

  @Override
  Result work(Item item) throws IOException {
    if (item.isBareMarker()) {
      return new Result(Outcome.UNBOUND, "another tool has made the directory");
    }
    try (CodecObject object = source.open(item)) {
      verifyBody(object);
      return binding(object);
    }
  }

  private void verifyBody(CodecObject object) throws IOException {
    BodyIdentity body = object.identity();
    Pieces pieces = Pieces.of(object.length(), workers.pieceBytes(), source.alignment());
    workers.eachPiece(
        pieces.count(),
        piece -> {
          try (InputStream content = object.open(body, pieces.start(piece), pieces.end(piece))) {
            drain(content);
          }
        });
  }

  private static void drain(InputStream content) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (content.read(buffer) >= 0) {
      // Reading is verifying.
    }
  }

  /** The body is known to be intact here. */
  private Result binding(CodecObject object) throws IOException {
    Description description = object.description();
    if (description.isUnbound()) {
      Outcome outcome = requireBinding ? Outcome.BINDING_MISSING : Outcome.UNBOUND;
      return new Result(outcome, "it has no metadata, so nothing says that it belongs here");
    }
    OptionalInt epoch = epoch(description.body());
    if (epoch.isPresent() && epoch.getAsInt() != newestEpoch) {
      return new Result(Outcome.STALE_EPOCH, "epoch " + epoch.getAsInt() + " of " + newestEpoch);
    }
    return Result.of(Outcome.INTACT);
  }

  private static OptionalInt epoch(BodyIdentity body) {
    return body instanceof BodyIdentity.Bound bound
        ? OptionalInt.of(bound.epoch())
        : OptionalInt.empty();
  }
}
