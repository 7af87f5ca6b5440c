package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Map;

/** The body of an object of the S3 Encryption Client in a local file. */
final class EncryptionClientBody implements OfflineBody {
  private static final int PIECE_BYTES = 1 << 16;

  private final FileChannel body;
  private final S3ecKeys keys;
  private final Map<String, String> headers;

  /**
   * @param headers as {@link DownloadedHeaders} gives them
   */
  EncryptionClientBody(FileChannel body, S3ecKeys keys, Map<String, String> headers) {
    this.body = body;
    this.keys = keys;
    this.headers = headers;
  }

  @Override
  public void verify() throws IOException {
    open((bytes, count) -> {});
  }

  /** Only what was verified before: the tag of this format stands at the end. */
  @Override
  public void writeTo(WritableByteChannel target) throws IOException {
    verify();
    open(
        (bytes, count) -> {
          ByteBuffer content = ByteBuffer.wrap(bytes, 0, count);
          while (content.hasRemaining()) {
            target.write(content);
          }
        });
  }

  /** Takes content that nothing has authenticated yet. */
  private interface Sink {
    void take(byte[] bytes, int count) throws IOException;
  }

  private void open(Sink sink) throws IOException {
    long length = body.size();
    byte[] piece = new byte[PIECE_BYTES];
    try (S3ecOpener opener = keys.open(headers, length)) {
      for (long at = 0; at < length; ) {
        int count = (int) Math.min(PIECE_BYTES, length - at);
        readFully(at, ByteBuffer.wrap(piece, 0, count));
        sink.take(piece, opener.decrypt(piece, 0, count));
        at += count;
      }
      opener.verify();
    } finally {
      Arrays.fill(piece, (byte) 0);
    }
  }

  private void readFully(long start, ByteBuffer target) throws IOException {
    long position = start;
    while (target.hasRemaining()) {
      int count = body.read(target, position);
      if (count < 0) {
        throw new CofferException(Reason.MALFORMED, "the file became shorter while it was read");
      }
      position += count;
    }
  }
}
