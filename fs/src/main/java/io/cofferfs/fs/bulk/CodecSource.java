package io.cofferfs.fs.bulk;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.OpenedAttributes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.util.Optional;

/** The objects of a volume whose codec can open any part of a body. */
public final class CodecSource implements ObjectSource {
  private final ObjectStore store;
  private final VolumeCodec codec;
  private final Workers workers;

  public CodecSource(ObjectStore store, VolumeCodec codec, Workers workers) {
    this.store = store;
    this.codec = codec;
    this.workers = workers;
  }

  @Override
  public int alignment() {
    return codec.chunkSize();
  }

  @Override
  public Description describe(Item item) throws IOException {
    return describe(item.path(), store.head(item.key()));
  }

  @Override
  public Description describe(String path, ObjectInfo info) throws IOException {
    OpenedAttributes headers = headers(path, info);
    long length = contentLength(info, headers.body());
    return new Description(info, headers.attributes(), headers.body(), length);
  }

  /** What the metadata says; refused if it was not made for this path. */
  OpenedAttributes headers(String path, ObjectInfo info) throws IOException {
    try {
      return codec.openAttributes(path, codec.metadata(store, info));
    } catch (CofferException e) {
      boolean foreign = e.reason() == Reason.MALFORMED || e.reason() == Reason.NOT_BOUND;
      throw foreign ? new DamageException(Outcome.MOVED, String.valueOf(e.getMessage())) : e;
    }
  }

  long contentLength(ObjectInfo info, BodyIdentity body) throws IOException {
    try {
      return codec.contentLength(info.length(), body);
    } catch (CofferException e) {
      throw new DamageException(Outcome.TRUNCATED, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CodecObject open(Item item) throws IOException {
    long piece = Math.max(1, workers.pieceBytes() / codec.chunkSize());
    long firstEnd = codec.sealedChunkStart(piece);
    // One request for small objects; for others the same one brings headers and the first piece.
    Optional<ByteRange> range =
        item.listed().length() <= firstEnd
            ? Optional.empty()
            : Optional.of(new ByteRange(0, firstEnd));
    ObjectBody body = store.get(item.key(), range, Optional.empty());
    boolean opened = false;
    try {
      long end = range.map(ByteRange::end).orElse(Long.MAX_VALUE);
      CodecObject object = new CodecObject(this, item, body, end);
      opened = true;
      return object;
    } finally {
      if (!opened) {
        body.close();
      }
    }
  }

  ObjectStore store() {
    return store;
  }

  VolumeCodec codec() {
    return codec;
  }

  Cancellation cancellation() {
    return workers.cancellation();
  }
}
