package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.OpenedAttributes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An object of a {@link CodecSource}. Its header was read; its first piece is on the way. */
final class CodecObject implements SourceObject {
  private final CodecSource source;
  private final VolumeCodec codec;
  private final Item item;
  private final ObjectInfo info;
  private final byte[] header;
  private final AtomicReference<Optional<ObjectBody>> first;
  private final long firstEnd;

  /**
   * Takes {@code body} over.
   *
   * @param firstEnd where in the object it ends at the latest
   */
  CodecObject(CodecSource source, Item item, ObjectBody body, long firstEnd) throws IOException {
    this.source = source;
    this.codec = source.codec();
    this.item = item;
    this.info = body.info();
    this.header = body.stream().readNBytes(codec.headerLength());
    this.first = new AtomicReference<>(Optional.of(body));
    this.firstEnd = firstEnd;
  }

  ObjectInfo info() {
    return info;
  }

  private OpenedAttributes headers() throws IOException {
    return source.headers(item.path(), info);
  }

  @Override
  public Description description() throws IOException {
    boundIdentity(); // Only of an object of this volume is its length telling.
    OpenedAttributes headers = headers();
    return new Description(info, headers.attributes(), headers.body(), length());
  }

  /** The identity that the body has; that it is the one the metadata names must be asked for. */
  BodyIdentity identity() throws IOException {
    if (header.length < codec.headerLength()) {
      throw new DamageException(
          Outcome.FOREIGN, "an object of " + info.length() + " bytes cannot be encrypted");
    }
    return codec.identify(header);
  }

  /** The identity, which is refused unless it is the one that the metadata names. */
  BodyIdentity boundIdentity() throws IOException {
    BodyIdentity body = identity();
    BodyIdentity named = headers().body();
    if (named instanceof BodyIdentity.Bound && !named.equals(body)) {
      throw new DamageException(Outcome.SWAPPED, "the metadata names another body");
    }
    return body;
  }

  /** The length of the content, whatever the metadata says. */
  long length() throws IOException {
    return source.contentLength(info, identity());
  }

  @Override
  public InputStream content(long start, long end) throws IOException {
    return open(boundIdentity(), start, end);
  }

  /** The content, of an object whose metadata may be another one's. */
  InputStream open(BodyIdentity body, long start, long end) throws IOException {
    long length = length();
    long firstChunk = start / codec.chunkSize();
    long endChunk = Math.max(firstChunk + 1, -Math.floorDiv(-end, (long) codec.chunkSize()));
    ChunkInput.Span span = new ChunkInput.Span(length, firstChunk, endChunk);
    InputStream sealed = sealed(firstChunk, endChunk);
    boolean opened = false;
    try {
      BodyOpener opener = codec.openBody(body, header);
      InputStream content = new ChunkInput(sealed, codec, opener, span, this::beforeChunk);
      opened = true;
      return content;
    } finally {
      if (!opened) {
        sealed.close();
      }
    }
  }

  private void beforeChunk(int bytes) throws IOException {
    source.cancellation().check();
    item.meter().passed(bytes);
  }

  private InputStream sealed(long firstChunk, long endChunk) throws IOException {
    long start = codec.sealedChunkStart(firstChunk);
    long end = Math.min(codec.sealedChunkStart(endChunk), info.length());
    if (firstChunk == 0 && end <= firstEnd) {
      Optional<ObjectBody> body = first.getAndSet(Optional.empty());
      if (body.isPresent()) {
        return body.get().stream();
      }
    }
    if (start >= info.length()) {
      return InputStream.nullInputStream();
    }
    ByteRange range = new ByteRange(start, end);
    return source.store().get(item.key(), Optional.of(range), Optional.of(info.etag())).stream();
  }

  @Override
  public void close() throws IOException {
    Optional<ObjectBody> unused = first.getAndSet(Optional.empty());
    if (unused.isPresent()) {
      unused.get().close();
    }
  }
}
