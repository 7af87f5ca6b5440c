package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** From a data key to the stream that seals or opens the body. */
final class BodyKey {
  // The suite's number, 115: bound to keys, commitment and body.
  private static final byte[] SUITE = {0x00, 0x73};
  private static final byte[] NO_ASSOCIATED_DATA = {};
  private static final byte[] FIXED_NONCE = new byte[GcmStream.NONCE_BYTES];

  static {
    // Every body of version 3 has a key of its own, so one nonce will do.
    Arrays.fill(FIXED_NONCE, (byte) 1);
  }

  private BodyKey() {}

  /** The stream of an authenticated body under a data key, which stays the caller's to close. */
  static GcmStream stream(Envelope envelope, SecretBytes dataKey) throws CofferException {
    if (envelope.suite() == ContentSuite.GCM) {
      return new GcmStream(
          dataKey.expose(SecretBytes::copyOf), envelope.nonce(), NO_ASSOCIATED_DATA);
    }
    byte[] messageId = envelope.messageId();
    if (!MessageDigest.isEqual(commitment(dataKey, messageId), envelope.commitment())) {
      throw new CofferException(
          Reason.TAMPERED, "the object's key commitment belongs to another data key");
    }
    return committed(dataKey, messageId);
  }

  static GcmStream committed(SecretBytes dataKey, byte[] messageId) {
    byte[] key = derive(dataKey, messageId, "DERIVEKEY", AesKey.LENGTH);
    return new GcmStream(SecretBytes.take(key), FIXED_NONCE, SUITE);
  }

  static byte[] commitment(SecretBytes dataKey, byte[] messageId) {
    return derive(dataKey, messageId, "COMMITKEY", Envelope.COMMITMENT_BYTES);
  }

  private static byte[] derive(SecretBytes dataKey, byte[] salt, String purpose, int length) {
    byte[] label = purpose.getBytes(StandardCharsets.US_ASCII);
    byte[] info = ByteBuffer.allocate(SUITE.length + label.length).put(SUITE).put(label).array();
    byte[] derived = new byte[length];
    return dataKey.expose(
        bytes -> {
          HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA512Digest());
          hkdf.init(new HKDFParameters(bytes, salt, info));
          hkdf.generateBytes(derived, 0, length);
          return derived;
        });
  }
}
