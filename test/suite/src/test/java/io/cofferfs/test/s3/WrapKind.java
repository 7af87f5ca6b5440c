package io.cofferfs.test.s3;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.encryption.s3.materials.AesKeyring;
import software.amazon.encryption.s3.materials.Keyring;
import software.amazon.encryption.s3.materials.KmsKeyring;
import software.amazon.encryption.s3.materials.PartialRsaKeyPair;
import software.amazon.encryption.s3.materials.RsaKeyring;

/** The kinds of wrapping key, each with one key that cofferfs and the official client share. */
enum WrapKind {
  AES,
  RSA,
  KMS;

  static final SharedKms SERVICE = new SharedKms();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] AES_KEY = aesKey();
  private static final KeyPair RSA_PAIR = rsaPair();

  private static byte[] aesKey() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return key;
  }

  private static KeyPair rsaPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Keyring keyring() {
    return switch (this) {
      case AES -> AesKeyring.builder().wrappingKey(new SecretKeySpec(AES_KEY, "AES")).build();
      case RSA -> RsaKeyring.builder().wrappingKeyPair(new PartialRsaKeyPair(RSA_PAIR)).build();
      case KMS -> KmsKeyring.builder().kmsClient(SERVICE).wrappingKeyId(SharedKms.KEY_ID).build();
    };
  }

  S3ecKeys keys(Accepted accepted) throws IOException {
    return switch (this) {
      case AES -> S3ecKeys.ofAes(List.of(SecretBytes.copyOf(AES_KEY)), accepted, RANDOM);
      case RSA -> S3ecKeys.ofRsa(pem(), accepted, RANDOM);
      case KMS -> S3ecKeys.ofKms(SERVICE, SharedKms.KEY_ID, accepted, RANDOM);
    };
  }

  static String keyFileLine() {
    return Base64.getEncoder().encodeToString(AES_KEY) + "\n";
  }

  static byte[] pem() {
    String text = Base64.getMimeEncoder().encodeToString(RSA_PAIR.getPrivate().getEncoded());
    return ("-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
