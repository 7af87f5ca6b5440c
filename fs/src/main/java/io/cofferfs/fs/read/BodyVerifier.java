package io.cofferfs.fs.read;

import io.cofferfs.crypto.s3ec.S3ecOpener;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.staging.StagingFile;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.S3ecCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Stages the content of a body that can be verified as a whole only. What it has staged is worth
 * nothing until it returns. Thread-safe.
 */
final class BodyVerifier {
  // As large as a staged block, so that none is written twice.
  private static final int PIECE_BYTES = 64 << 10;

  private final ObjectStore store;
  private final VersionStore versions;
  private final S3ecCodec codec;
  private final BooleanSupplier abandoned;

  /**
   * @param abandoned whether nobody is going to read any more
   */
  BodyVerifier(ObjectStore store, S3ecCodec codec, BooleanSupplier abandoned) {
    this.store = store;
    this.versions = new VersionStore(store);
    this.codec = codec;
    this.abandoned = abandoned;
  }

  /** Fills an empty staged file, or throws: then nothing in it may be used. */
  void stage(FileVersion version, StagingFile target) throws IOException {
    try (ObjectBody body = versions.get(version, Optional.empty())) {
      Map<String, String> headers = codec.headers(store, body.info());
      try (S3ecOpener opener = codec.open(headers, version.objectLength())) {
        stage(body.stream(), opener, version, target);
      }
    } catch (ObjectStoreException e) {
      throw VersionStore.translated(e);
    }
  }

  private void stage(InputStream body, S3ecOpener opener, FileVersion version, StagingFile target)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    long contentBytes = 0;
    for (long left = version.objectLength(); left > 0; ) {
      requireWanted();
      int count = (int) Math.min(PIECE_BYTES, left);
      readFully(body, piece, count);
      int content = opener.decrypt(piece, 0, count);
      target.write(contentBytes, ByteBuffer.wrap(piece, 0, content));
      contentBytes += content;
      left -= count;
    }
    ChunkStream.requireEnd(body);
    opener.verify();
    requireLength(contentBytes, version);
  }

  /** Of a legacy object only its content tells for certain how long it is. */
  private static void requireLength(long contentBytes, FileVersion version) throws FileException {
    if (contentBytes != version.length()) {
      throw new FileException(
          Reason.DAMAGED,
          "a content of " + contentBytes + " bytes, where " + version.length() + " were told");
    }
  }

  private void requireWanted() throws FileException {
    if (abandoned.getAsBoolean()) {
      throw new FileException(Reason.BAD_HANDLE, "reading has ended");
    }
  }

  private static void readFully(InputStream body, byte[] target, int count) throws IOException {
    if (body.readNBytes(target, 0, count) < count) {
      throw ChunkStream.tooShort();
    }
  }
}
