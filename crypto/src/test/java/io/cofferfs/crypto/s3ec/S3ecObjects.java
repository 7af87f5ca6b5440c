package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Whole objects, sealed and opened in memory; keys and key files for tests. */
final class S3ecObjects {
  static final SecureRandom RANDOM = new SecureRandom();
  static final KeyPair RSA = pair("RSA", 2048);

  private S3ecObjects() {}

  /** An object: what its headers and its body are. */
  static final class Stored {
    private final Map<String, String> headers;
    private final byte[] body;

    Stored(Map<String, String> headers, byte[] body) {
      this.headers = headers;
      this.body = body;
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static S3ecKeys aes(byte[] key) {
    return S3ecKeys.ofAes(List.of(SecretBytes.copyOf(key)), Accepted.AUTHENTICATED, RANDOM);
  }

  static S3ecKeys rsa(byte[] pem) throws IOException {
    return S3ecKeys.ofRsa(pem, Accepted.AUTHENTICATED, RANDOM);
  }

  static byte[] pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return ("-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  static Stored seal(S3ecKeys keys, byte[] content) throws IOException {
    S3ecSealer sealer = keys.newBody();
    ByteBuffer body = ByteBuffer.allocate(content.length + S3ecKeys.OVERHEAD_BYTES);
    int half = content.length / 2;
    sealer.seal(ByteBuffer.wrap(content, 0, half), /* last= */ false, body);
    sealer.seal(ByteBuffer.wrap(content, half, content.length - half), /* last= */ true, body);
    return new Stored(sealer.headers(), body.array());
  }

  static byte[] open(S3ecKeys keys, Stored stored) throws IOException {
    byte[] bytes = stored.body().clone();
    try (S3ecOpener opener = keys.open(stored.headers(), bytes.length)) {
      int length = opener.decrypt(bytes, 0, bytes.length);
      opener.verify();
      return Arrays.copyOf(bytes, length);
    }
  }
}
