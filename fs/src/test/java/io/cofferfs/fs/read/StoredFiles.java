package io.cofferfs.fs.read;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;

/** Puts files into a store, sealed in one go. */
record StoredFiles(ObjectStore store, VolumeCodec codec) {
  private static final FileMetadata ATTRIBUTES =
      new FileMetadata(0100644, 0, 0, new Timestamp(0, 0), new Timestamp(0, 0), 0, Xattrs.EMPTY);

  static byte[] content(long seed, int length) {
    byte[] content = new byte[length];
    new SplittableRandom(seed).nextBytes(content);
    return content;
  }

  FileVersion store(String key, byte[] content) throws IOException {
    BodySealer sealer = codec.newBody();
    byte[] body = seal(sealer, content);
    ETag etag = store.put(key, PartBody.of(body), Map.of(), Precondition.none()).etag();
    return new FileVersion(key, etag, content.length, body.length, ATTRIBUTES, sealer.identity());
  }

  /** The same version to one who has not seen the metadata that name the body. */
  static FileVersion unbound(FileVersion version) {
    return new FileVersion(
        version.key(),
        version.etag(),
        version.length(),
        version.objectLength(),
        version.attributes(),
        new BodyIdentity.Unbound());
  }

  private byte[] seal(BodySealer sealer, byte[] content) {
    ByteBuffer sealed = ByteBuffer.allocate((int) codec.objectLength(content.length));
    sealer.header(sealed);
    long chunks = codec.chunkCount(content.length);
    for (long index = 0; index < chunks; index++) {
      int length = codec.chunkLength(index, content.length);
      ByteBuffer chunk = ByteBuffer.wrap(content, (int) index * codec.chunkSize(), length);
      sealer.seal(index, chunk, /* last= */ index == chunks - 1, sealed);
    }
    return sealed.array();
  }
}
