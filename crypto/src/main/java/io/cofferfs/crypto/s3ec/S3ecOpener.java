package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import java.security.MessageDigest;

/**
 * Opens one body, from its beginning to its end. Nothing that was decrypted may be used before
 * {@link #verify} has returned. Not thread-safe.
 */
public final class S3ecOpener implements AutoCloseable {
  private final GcmStream stream;

  S3ecOpener(GcmStream stream) {
    this.stream = stream;
  }

  /** Decrypts the next bytes of the body, without its tag, in their place. */
  public void decrypt(byte[] bytes, int offset, int length) {
    stream.decrypt(bytes, offset, length);
  }

  /**
   * Compares the tag that stands behind the body, once all of it was decrypted.
   *
   * @throws CofferException {@code TAMPERED} if anything is not as it was sealed
   */
  public void verify(byte[] tag) throws CofferException {
    if (!MessageDigest.isEqual(stream.tag(), tag)) {
      throw new CofferException(
          Reason.TAMPERED, "the body is not what was sealed: its authentication tag differs");
    }
  }

  /** Destroys the key. */
  @Override
  public void close() {
    stream.close();
  }
}
