package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;

/**
 * Opens one body, from its beginning to its end. Nothing that was decrypted may be used before
 * {@link #verify} has returned. Not thread-safe.
 */
public abstract sealed class S3ecOpener implements AutoCloseable permits GcmOpener, CbcOpener {

  S3ecOpener() {}

  /**
   * Decrypts the next bytes of the body in their place.
   *
   * @param length a multiple of 16, but for the last bytes of the body
   * @return how many of them are content; behind these is what belongs to the encryption
   */
  public abstract int decrypt(byte[] bytes, int offset, int length);

  /**
   * Says, once all of the body was decrypted, whether it is what was sealed. Of a legacy body
   * nothing can say that; there it tells no more than that the end looks like one.
   *
   * @throws CofferException {@code TAMPERED} if it is not
   */
  public abstract void verify() throws CofferException;

  /** Destroys the key. */
  @Override
  public abstract void close();
}
