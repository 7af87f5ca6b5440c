package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodyOpener;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A body so small that it is held whole: a marker's or a symbolic link's. Immutable. */
final class WholeBody {
  private final BodyIdentity identity;
  private final byte[] sealed;
  private final long contentLength;

  private WholeBody(BodyIdentity identity, byte[] sealed, long contentLength) {
    this.identity = identity;
    this.sealed = sealed;
    this.contentLength = contentLength;
  }

  static WholeBody seal(VolumeCodec codec, byte[] content) throws IOException {
    BodySealer sealer = codec.newBody();
    byte[] object = new byte[(int) codec.objectLength(content.length)];
    ByteBuffer sealed = ByteBuffer.wrap(object);
    sealer.header(sealed);
    long chunks = codec.chunkCount(content.length);
    int offset = 0;
    for (long index = 0; index < chunks; index++) {
      int length = codec.chunkLength(index, content.length);
      sealer.seal(index, ByteBuffer.wrap(content, offset, length), index == chunks - 1, sealed);
      offset += length;
    }
    return new WholeBody(sealer.identity(), object, content.length);
  }

  /** The content of a whole object. */
  static byte[] open(VolumeCodec codec, BodyIdentity identity, byte[] object) throws IOException {
    long length = codec.contentLength(object.length);
    byte[] header = Arrays.copyOf(object, codec.headerLength());
    BodyOpener opener = codec.openBody(identity, header);
    ByteBuffer sealed = ByteBuffer.wrap(object).position(header.length);
    ByteBuffer content = ByteBuffer.allocate((int) length);
    long chunks = codec.chunkCount(length);
    for (long index = 0; index < chunks; index++) {
      ByteBuffer chunk = sealed.slice(sealed.position(), codec.sealedChunkLength(index, length));
      opener.open(index, index == chunks - 1, chunk, content);
      sealed.position(sealed.position() + chunk.capacity());
    }
    if (content.hasRemaining()) {
      throw new FileException(Reason.DAMAGED, "the content ends early");
    }
    return content.array();
  }

  BodyIdentity identity() {
    return identity;
  }

  PartBody part() {
    return PartBody.of(sealed);
  }

  long contentLength() {
    return contentLength;
  }

  long objectLength() {
    return sealed.length;
  }
}
