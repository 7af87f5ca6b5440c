package io.cofferfs.fs.write;

import io.cofferfs.crypto.s3ec.S3ecOpener;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a version chunk by chunk, with If-Match, as the read path does. */
public record StoredContent(ObjectStore store, VolumeCodec codec, FileVersion version)
    implements ContentSource {

  @Override
  public long length() {
    return version.length();
  }

  @Override
  public int read(long offset, ByteBuffer target) throws IOException {
    int start = target.position();
    long at = offset;
    while (target.hasRemaining() && at < length()) {
      long index = at / codec.chunkSize();
      ByteBuffer chunk = chunk(index).position((int) (at % codec.chunkSize()));
      int count = Math.min(chunk.remaining(), target.remaining());
      target.put(chunk.limit(chunk.position() + count));
      at += count;
    }
    return target.position() - start;
  }

  private ByteBuffer chunk(long index) throws IOException {
    return codec instanceof S3ecCodec s3ec ? chunkOfWhole(s3ec, index) : chunkAlone(index);
  }

  private ByteBuffer chunkOfWhole(S3ecCodec s3ec, long index) throws IOException {
    try (ObjectBody body =
        store.get(version.key(), Optional.empty(), Optional.of(version.etag()))) {
      byte[] bytes = body.stream().readAllBytes();
      int length = (int) length();
      try (S3ecOpener opener = s3ec.open(s3ec.headers(store, body.info()), bytes.length)) {
        opener.decrypt(bytes, 0, bytes.length);
        opener.verify();
      }
      int start = (int) index * codec.chunkSize();
      return ByteBuffer.wrap(bytes, start, codec.chunkLength(index, length)).slice();
    }
  }

  private ByteBuffer chunkAlone(long index) throws IOException {
    long begin = codec.sealedChunkStart(index);
    ByteRange range =
        new ByteRange(begin, begin + codec.sealedChunkLength(index, version.length()));
    try (ObjectBody body =
        store.get(version.key(), Optional.of(range), Optional.of(version.etag()))) {
      BodyOpener opener = codec.openBody(version.body(), new byte[0]);
      ByteBuffer chunk = ByteBuffer.allocate(codec.chunkSize());
      boolean last = index == codec.chunkCount(version.length()) - 1;
      opener.open(index, last, ByteBuffer.wrap(body.stream().readAllBytes()), chunk);
      return chunk.flip();
    }
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
