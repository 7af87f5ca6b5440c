package io.cofferfs.test.server.kms;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;

/** The keys and their aliases. Thread-safe. */
final class KeyRing {
  private static final String ARN = "arn:aws:kms:" + EmbeddedKms.REGION + ":000000000000:";
  private static final String KEY = "key/";
  private static final String ALIAS = "alias/";

  private final SecureRandom random = new SecureRandom();
  private final Map<String, KmsKey> keys = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  /** A new key of this id; its ARN. */
  synchronized String create(String id) {
    KmsKey key = new KmsKey(ARN + KEY + id, random);
    keys.put(id, key);
    return key.arn();
  }

  synchronized void alias(String alias, String reference) {
    aliases.put(alias, existing(reference).id());
  }

  synchronized void disable(String reference) {
    existing(reference).disable();
  }

  synchronized void deny(String reference, KmsOperation operation) {
    existing(reference).deny(operation);
  }

  private KmsKey existing(String reference) {
    try {
      return find(reference);
    } catch (KmsFault e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The key of an id, an ARN, an alias or the ARN of an alias. */
  private KmsKey find(String reference) throws KmsFault {
    String name = reference.startsWith(ARN) ? reference.substring(ARN.length()) : reference;
    String id =
        name.startsWith(ALIAS)
            ? aliases.getOrDefault(name, "")
            : name.startsWith(KEY) ? name.substring(KEY.length()) : name;
    KmsKey key = keys.get(id);
    if (key == null) {
      throw new KmsFault("NotFoundException", "Key '" + ARN + KEY + name + "' does not exist");
    }
    return key;
  }

  /** The key of a request, if it may be used like that. */
  synchronized KmsKey permitted(String reference, KmsOperation operation) throws KmsFault {
    KmsKey key = find(reference);
    key.require(operation);
    return key;
  }

  /** A blob: the length of the key's id u8, the id, and what the key has sealed. */
  synchronized byte[] encrypt(KmsKey key, byte[] plaintext, Map<String, String> context)
      throws GeneralSecurityException {
    byte[] id = key.id().getBytes(StandardCharsets.UTF_8);
    byte[] sealed = key.seal(plaintext, canonical(context));
    return ByteBuffer.allocate(1 + id.length + sealed.length)
        .put((byte) id.length)
        .put(id)
        .put(sealed)
        .array();
  }

  /** The key that a blob was encrypted under. */
  synchronized KmsKey keyOf(byte[] blob) throws KmsFault {
    int length = blob.length == 0 ? 0 : blob[0] & 0xff;
    if (blob.length < 1 + length) {
      throw invalidCiphertext();
    }
    KmsKey key = keys.get(new String(blob, 1, length, StandardCharsets.UTF_8));
    if (key == null) {
      throw invalidCiphertext();
    }
    return key;
  }

  synchronized byte[] decrypt(KmsKey key, byte[] blob, Map<String, String> context)
      throws GeneralSecurityException, KmsFault {
    int start = 1 + (blob[0] & 0xff);
    byte[] sealed = Arrays.copyOfRange(blob, start, blob.length);
    try {
      return key.open(sealed, canonical(context));
    } catch (AEADBadTagException e) {
      throw invalidCiphertext();
    }
  }

  /** The names in order, with every length in front, so that no two contexts look alike. */
  private static byte[] canonical(Map<String, String> context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TreeMap<>(context)
        .forEach(
            (name, value) -> {
              writeCounted(out, name);
              writeCounted(out, value);
            });
    return out.toByteArray();
  }

  private static void writeCounted(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  /** KMS gives no reason: it does not tell a wrong context from a damaged blob. */
  private static KmsFault invalidCiphertext() {
    return new KmsFault("InvalidCiphertextException", "");
  }
}
