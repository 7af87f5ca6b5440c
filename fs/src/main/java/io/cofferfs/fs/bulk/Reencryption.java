package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.CofferCodec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings objects of an encrypted volume to its newest epoch: under a new object id, with the same
 * attributes. An object that another writer changes meanwhile is that writer's, and is looked at
 * again. What an object's own metadata says of its epoch is all the state there is.
 */
public final class Reencryption extends BulkTask {
  private final CodecSource source;
  private final CofferCodec codec;
  private final ObjectWriter writer;
  private final Workers workers;
  private final Plan plan;

  /**
   * How to do it.
   *
   * @param newestEpoch what new bodies are sealed in
   * @param dryRun whether only to tell what would be done
   */
  public record Plan(int newestEpoch, boolean dryRun) {}

  public Reencryption(ObjectStore store, CofferCodec codec, Workers workers, Plan plan) {
    this.source = new CodecSource(store, codec, workers);
    this.codec = codec;
    this.writer = new ObjectWriter(store, codec, workers);
    this.workers = workers;
    this.plan = plan;
  }

  @Override
  Result work(Item item) throws IOException {
    if (item.isBareMarker()) {
      return Result.of(Outcome.UP_TO_DATE);
    }
    Description described = source.describe(item);
    if (isNewest(described.body())) {
      return Result.of(Outcome.UP_TO_DATE);
    }
    try (CodecObject object = source.open(item)) {
      if (isNewest(object.boundIdentity())) {
        return Result.of(Outcome.UP_TO_DATE); // It had no metadata to tell.
      }
      if (plan.dryRun()) {
        return Result.of(Outcome.PENDING);
      }
      reencrypt(item, object);
      return Result.of(Outcome.REENCRYPTED);
    }
  }

  private boolean isNewest(BodyIdentity body) {
    return body instanceof BodyIdentity.Bound bound && bound.epoch() == plan.newestEpoch();
  }

  private void reencrypt(Item item, CodecObject object) throws IOException {
    Description before = object.description();
    BodySealer sealer = codec.newBody();
    // An object without metadata stays without: only its owner can say that it belongs here.
    Map<String, String> metadata = new HashMap<>(before.info().metadata());
    before
        .attributes()
        .map(attributes -> codec.sealAttributes(item.path(), attributes, sealer.identity()))
        .ifPresent(metadata::putAll);
    Precondition unchanged = Precondition.ifMatch(before.info().etag());
    Draft draft = new Draft(item.key(), sealer, Map.copyOf(metadata), unchanged);
    Pieces pieces = Pieces.of(before.length(), workers.pieceBytes(), codec.chunkSize());
    writer.write(draft, pieces, object::content);
  }
}
