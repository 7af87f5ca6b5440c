package io.cofferfs.test.server.kms;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Does what is asked with the keys. */
final class KmsOperations {
  private static final int MAX_PLAINTEXT_BYTES = 4096;
  private static final int MAX_CIPHERTEXT_BYTES = 6144;
  private static final int MAX_DATA_KEY_BYTES = 1024;

  private final KeyRing ring;
  private final SecureRandom random = new SecureRandom();

  KmsOperations(KeyRing ring) {
    this.ring = ring;
  }

  /** The members of the answer. */
  Map<String, Object> perform(KmsOperation operation, KmsRequest request)
      throws KmsFault, GeneralSecurityException {
    return switch (operation) {
      case ENCRYPT -> encrypt(request);
      case DECRYPT -> decrypt(request);
      case GENERATE_DATA_KEY -> generateDataKey(request);
      case DESCRIBE_KEY -> describeKey(request);
    };
  }

  private Map<String, Object> encrypt(KmsRequest request)
      throws KmsFault, GeneralSecurityException {
    KmsKey key = ring.permitted(request.keyId(), KmsOperation.ENCRYPT);
    byte[] plaintext = request.bytes("Plaintext", MAX_PLAINTEXT_BYTES);
    Map<String, Object> answer = answer(key);
    answer.put("CiphertextBlob", base64(ring.encrypt(key, plaintext, request.context())));
    return answer;
  }

  /** A request may name the key, and then it has to be the right one. */
  private Map<String, Object> decrypt(KmsRequest request)
      throws KmsFault, GeneralSecurityException {
    byte[] blob = request.bytes("CiphertextBlob", MAX_CIPHERTEXT_BYTES);
    KmsKey key = ring.keyOf(blob);
    if (request.text("KeyId").isPresent()) {
      KmsKey named = ring.permitted(request.keyId(), KmsOperation.DECRYPT);
      if (named != key) {
        throw new KmsFault(
            "IncorrectKeyException",
            "The key ID in the request does not identify a CMK that can perform this operation.");
      }
    }
    ring.permitted(key.arn(), KmsOperation.DECRYPT);
    Map<String, Object> answer = answer(key);
    answer.put("Plaintext", base64(ring.decrypt(key, blob, request.context())));
    return answer;
  }

  private Map<String, Object> generateDataKey(KmsRequest request)
      throws KmsFault, GeneralSecurityException {
    KmsKey key = ring.permitted(request.keyId(), KmsOperation.GENERATE_DATA_KEY);
    byte[] dataKey = new byte[dataKeyBytes(request)];
    random.nextBytes(dataKey);
    Map<String, Object> answer = answer(key);
    answer.put("CiphertextBlob", base64(ring.encrypt(key, dataKey, request.context())));
    answer.put("Plaintext", base64(dataKey));
    return answer;
  }

  private static int dataKeyBytes(KmsRequest request) throws KmsFault {
    int bytes =
        switch (request.text("KeySpec").orElse("")) {
          case "AES_256" -> 32;
          case "AES_128" -> 16;
          default -> request.number("NumberOfBytes", 0);
        };
    if (bytes < 1 || bytes > MAX_DATA_KEY_BYTES) {
      throw KmsFault.invalid("either KeySpec or NumberOfBytes");
    }
    return bytes;
  }

  private Map<String, Object> describeKey(KmsRequest request) throws KmsFault {
    KmsKey key = ring.permitted(request.keyId(), KmsOperation.DESCRIBE_KEY);
    Map<String, Object> metadata =
        Map.of(
            "KeyId",
            key.id(),
            "Arn",
            key.arn(),
            "Enabled",
            key.isEnabled(),
            "KeyState",
            key.isEnabled() ? "Enabled" : "Disabled",
            "KeyUsage",
            "ENCRYPT_DECRYPT",
            "KeySpec",
            "SYMMETRIC_DEFAULT");
    return Map.of("KeyMetadata", metadata);
  }

  private static Map<String, Object> answer(KmsKey key) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("KeyId", key.arn());
    answer.put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
    return answer;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
