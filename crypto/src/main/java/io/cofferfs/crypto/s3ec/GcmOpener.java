package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Opens a body that ends with its authentication tag. */
final class GcmOpener extends S3ecOpener {
  private final GcmStream stream;
  private final ByteBuffer tag = ByteBuffer.allocate(GcmStream.TAG_BYTES);
  private long left;

  /** Takes ownership of {@code stream}. */
  GcmOpener(GcmStream stream, long contentLength) {
    this.stream = stream;
    this.left = contentLength;
  }

  @Override
  public int decrypt(byte[] bytes, int offset, int length) {
    int content = (int) Math.min(length, left);
    stream.decrypt(bytes, offset, content);
    left -= content;
    tag.put(bytes, offset + content, length - content);
    return content;
  }

  @Override
  public void verify() throws CofferException {
    if (tag.hasRemaining() || !MessageDigest.isEqual(stream.tag(), tag.array())) {
      throw new CofferException(
          Reason.TAMPERED, "the body is not what was sealed: its authentication tag differs");
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
