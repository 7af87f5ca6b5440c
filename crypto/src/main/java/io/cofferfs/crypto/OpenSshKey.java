package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A public key as OpenSSH writes it: {@code ssh-rsa AAAA… comment}. */
final class OpenSshKey {
  private static final String RSA = "ssh-rsa";
  private static final String ED25519 = "ssh-ed25519";
  private static final String ADVICE =
      "; have its owner make an X25519 identity (openssl genpkey -algorithm X25519) and send the"
          + " public half (openssl pkey -pubout)";

  private OpenSshKey() {}

  /** Whether {@code line} looks like one, of whatever kind. */
  static boolean isOne(String line) {
    return line.startsWith("ssh-") || line.startsWith("ecdsa-sha2-") || line.startsWith("sk-");
  }

  /** The key as DER of SubjectPublicKeyInfo. */
  static byte[] toSpki(String line) throws CofferException {
    String[] words = line.strip().split("[ \t]+", 3);
    if (words[0].equals(ED25519)) {
      // age converts such keys, and would have one key both sign and decrypt.
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "an ssh-ed25519 key is for signing only" + ADVICE);
    }
    if (!words[0].equals(RSA)) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "of OpenSSH's keys only ssh-rsa can be used" + ADVICE);
    }
    if (words.length < 2) {
      throw malformed();
    }
    return rsa(words[1]);
  }

  private static byte[] rsa(String base64) throws CofferException {
    try {
      ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
      String type = new String(string(blob), StandardCharsets.US_ASCII);
      BigInteger exponent = new BigInteger(string(blob));
      BigInteger modulus = new BigInteger(string(blob));
      if (!type.equals(RSA) || blob.hasRemaining()) {
        throw malformed();
      }
      return RsaScheme.publicKey(modulus, exponent);
    } catch (IllegalArgumentException | BufferUnderflowException | ArithmeticException e) {
      throw malformed();
    }
  }

  /** RFC 4251: a length and so many bytes. */
  private static byte[] string(ByteBuffer blob) {
    int length = blob.getInt();
    if (length < 1 || length > blob.remaining()) {
      throw new IllegalArgumentException("not a string");
    }
    byte[] bytes = new byte[length];
    blob.get(bytes);
    return bytes;
  }

  private static CofferException malformed() {
    return new CofferException(Reason.MALFORMED, "not an OpenSSH public key");
  }
}
