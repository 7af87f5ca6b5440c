package io.cofferfs.test.server.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One key, and who may do what with it. Guarded by its {@link KeyRing}. */
final class KmsKey {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final String arn;
  private final SecretKeySpec key;
  private final SecureRandom random;
  private final Set<KmsOperation> denied = EnumSet.noneOf(KmsOperation.class);
  private boolean enabled = true;

  KmsKey(String arn, SecureRandom random) {
    this.arn = arn;
    this.random = random;
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "AES");
  }

  String arn() {
    return arn;
  }

  String id() {
    return arn.substring(arn.indexOf('/') + 1);
  }

  boolean isEnabled() {
    return enabled;
  }

  void disable() {
    enabled = false;
  }

  void deny(KmsOperation operation) {
    denied.add(operation);
  }

  void require(KmsOperation operation) throws KmsFault {
    if (denied.contains(operation)) {
      throw new KmsFault(
          "AccessDeniedException",
          "User: arn:aws:iam::000000000000:user/coffer is not authorized to perform: "
              + operation.action()
              + " on resource: "
              + arn);
    }
    if (!enabled && operation != KmsOperation.DESCRIBE_KEY) {
      throw new KmsFault("DisabledException", arn + " is disabled.");
    }
  }

  byte[] seal(byte[] plaintext, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plaintext);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
    if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new AEADBadTagException("too short");
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, context)
        .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
