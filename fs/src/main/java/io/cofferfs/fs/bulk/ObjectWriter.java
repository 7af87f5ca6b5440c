package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.UploadedPart;
import io.cofferfs.fs.volume.BodySealer;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Seals the content of objects into new ones: small ones in one request, others in parts. What
 * fails leaves nothing behind. Thread-safe.
 */
final class ObjectWriter {
  private final ObjectStore store;
  private final VolumeCodec codec;
  private final Workers workers;

  ObjectWriter(ObjectStore store, VolumeCodec codec, Workers workers) {
    this.store = store;
    this.codec = codec;
    this.workers = workers;
  }

  /** Content, to be had in pieces. */
  interface Content {
    InputStream open(long start, long end) throws IOException;
  }

  /** Stores the content; the digest of each piece of it. */
  Digests write(Draft draft, Pieces pieces, Content content) throws IOException {
    Digests digests = new Digests(pieces.count());
    Writing writing = new Writing(draft, pieces, content, digests);
    if (pieces.count() == 1) {
      writing.piece(
          0, body -> store.put(draft.key(), body, draft.metadata(), draft.precondition()));
    } else {
      upload(draft, pieces, writing);
    }
    return digests;
  }

  private void upload(Draft draft, Pieces pieces, Writing writing) throws IOException {
    MultipartUpload upload = store.createMultipartUpload(draft.key(), draft.metadata());
    try {
      UploadedPart[] parts = new UploadedPart[pieces.count()];
      eachPiece(
          pieces.count(),
          piece ->
              writing.piece(
                  piece, body -> parts[piece] = store.uploadPart(upload, piece + 1, body)));
      workers.cancellation().check();
      store.completeMultipartUpload(
          upload, List.copyOf(Arrays.asList(parts)), draft.precondition());
    } catch (IOException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  private void eachPiece(int count, Workers.PieceWork work) throws IOException {
    if (!codec.sealsInOrder()) {
      workers.eachPiece(count, work);
      return;
    }
    for (int piece = 0; piece < count; piece++) {
      work.run(piece);
    }
  }

  private void abort(MultipartUpload upload, Exception because) {
    try {
      store.abortMultipartUpload(upload);
    } catch (ObjectStoreException e) {
      because.addSuppressed(e);
    }
  }

  /** Something done with a sealed piece, which is only lent. */
  private interface Use {
    void with(PartBody body) throws IOException;
  }

  /** The writing of one object. */
  private final class Writing {
    private final Draft draft;
    private final Pieces pieces;
    private final Content content;
    private final Digests digests;

    Writing(Draft draft, Pieces pieces, Content content, Digests digests) {
      this.draft = draft;
      this.pieces = pieces;
      this.content = content;
      this.digests = digests;
    }

    void piece(int piece, Use use) throws IOException {
      workers.cancellation().check();
      int length = sealedLength(piece);
      try (Workers.Room room = workers.room(length);
          InputStream plaintext = content.open(pieces.start(piece), pieces.end(piece))) {
        byte[] sealed = new byte[length];
        seal(piece, plaintext, ByteBuffer.wrap(sealed));
        use.with(PartBody.of(sealed));
      }
    }

    private int sealedLength(int piece) {
      long start = piece == 0 ? 0 : codec.sealedChunkStart(chunkAt(pieces.start(piece)));
      long end =
          pieces.isLast(piece)
              ? codec.objectLength(pieces.contentLength())
              : codec.sealedChunkStart(chunkAt(pieces.end(piece)));
      return Math.toIntExact(end - start);
    }

    private long chunkAt(long offset) {
      return offset / codec.chunkSize();
    }

    private void seal(int piece, InputStream plaintext, ByteBuffer sealed) throws IOException {
      Digests.Piece digest = digests.piece(piece);
      BodySealer sealer = draft.sealer();
      if (piece == 0) {
        sealer.header(sealed);
      }
      long chunk = chunkAt(pieces.start(piece));
      long chunks = codec.chunkCount(pieces.contentLength());
      byte[] buffer = new byte[codec.chunkLength(chunk, pieces.contentLength())];
      while (sealed.hasRemaining() || (chunk == 0 && chunks == 1)) {
        int length = codec.chunkLength(chunk, pieces.contentLength());
        fill(plaintext, buffer, length);
        digest.update(buffer, length);
        synchronized (sealer) {
          sealer.seal(chunk, ByteBuffer.wrap(buffer, 0, length), chunk == chunks - 1, sealed);
        }
        chunk++;
      }
      digest.end();
    }

    private void fill(InputStream plaintext, byte[] buffer, int length) throws IOException {
      if (plaintext.readNBytes(buffer, 0, length) < length) {
        throw new ObjectStoreException(
            ObjectStoreException.Reason.UNAVAILABLE, "a content ended before its length");
      }
      // Of no bytes at all none was asked for: only its end proves that nothing was cut off.
      if (length == 0 && plaintext.read() >= 0) {
        throw new DamageException(Outcome.TAMPERED, "a content is longer than its object tells");
      }
    }
  }
}
