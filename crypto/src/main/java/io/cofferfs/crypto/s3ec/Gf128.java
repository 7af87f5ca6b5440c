package io.cofferfs.crypto.s3ec;

import java.nio.ByteBuffer;

/**
 * An element of the field that GCM hashes in: 128 bits, the first byte's highest being the constant
 * term (NIST SP 800-38D, 6.3). Computing takes the same time whatever the elements are.
 */
record Gf128(long high, long low) {
  static final int BYTES = 16;
  static final Gf128 ZERO = new Gf128(0, 0);
  static final Gf128 ONE = new Gf128(1L << 63, 0);

  // x^128 = 1 + x + x^2 + x^7
  private static final long REDUCTION = 0xE1L << 56;

  static Gf128 of(byte[] block) {
    ByteBuffer words = ByteBuffer.wrap(block);
    return new Gf128(words.getLong(), words.getLong());
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  Gf128 plus(Gf128 other) {
    return new Gf128(high ^ other.high, low ^ other.low);
  }

  Gf128 times(Gf128 other) {
    long productHigh = 0;
    long productLow = 0;
    long shiftedHigh = other.high;
    long shiftedLow = other.low;
    for (int bit = 0; bit < 128; bit++) {
      long word = bit < 64 ? high : low;
      long taken = -((word >>> (63 - (bit & 63))) & 1);
      productHigh ^= shiftedHigh & taken;
      productLow ^= shiftedLow & taken;
      long carried = -(shiftedLow & 1);
      shiftedLow = (shiftedLow >>> 1) | (shiftedHigh << 63);
      shiftedHigh = (shiftedHigh >>> 1) ^ (REDUCTION & carried);
    }
    return new Gf128(productHigh, productLow);
  }

  Gf128 power(long exponent) {
    Gf128 result = ONE;
    Gf128 square = this;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result.times(square);
      }
      square = square.times(square);
    }
    return result;
  }

  @Override
  public String toString() {
    return "Gf128"; // Hash keys are elements, too.
  }
}
