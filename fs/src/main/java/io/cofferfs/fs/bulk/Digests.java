package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of each piece of a content, to tell whether another one is the same. */
final class Digests {
  private final byte[][] byPiece;

  Digests(int pieces) {
    this.byPiece = new byte[pieces][];
  }

  /** What an open object holds now. */
  static Digests of(SourceObject object, Pieces pieces, Workers workers) throws IOException {
    Digests digests = new Digests(pieces.count());
    workers.eachPiece(
        pieces.count(),
        index -> {
          Piece piece = digests.piece(index);
          try (InputStream content = object.content(pieces.start(index), pieces.end(index))) {
            piece.updateAll(content);
          }
          piece.end();
        });
    return digests;
  }

  /** The digest of one piece while it passes. Not thread-safe. */
  final class Piece {
    private final int index;
    private final MessageDigest digest = sha256();

    private Piece(int index) {
      this.index = index;
    }

    void update(byte[] bytes, int length) {
      digest.update(bytes, 0, length);
    }

    void updateAll(InputStream content) throws IOException {
      byte[] buffer = new byte[1 << 16];
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        update(buffer, count);
      }
    }

    void end() {
      byPiece[index] = digest.digest();
    }
  }

  Piece piece(int index) {
    return new Piece(index);
  }

  boolean isSameAs(Digests other) {
    boolean same = byPiece.length == other.byPiece.length;
    for (int i = 0; same && i < byPiece.length; i++) {
      same = MessageDigest.isEqual(byPiece[i], other.byPiece[i]);
    }
    return same;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
