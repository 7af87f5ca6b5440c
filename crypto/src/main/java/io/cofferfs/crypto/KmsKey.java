package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key in a key service, as a way to unlock a volume. It opens the slots that name the same key,
 * so a volume file of a hostile store cannot have another key used than the one meant here.
 */
public final class KmsKey implements UnlockKey {
  /** The most that a key service may make of a root key; AWS KMS stays below it. */
  public static final int MAX_WRAPPED_BYTES = 6144;

  /** The name in the encryption context whose value is the volume id. */
  public static final String CONTEXT_NAME = "cofferfs:volume";

  /** Visible ASCII: key ids, ARNs, aliases. Fit for messages wherever the file came from. */
  static final Pattern KEY_ID = Pattern.compile("[!-~]{1,2048}");

  private final KeyService service;
  private final String keyId;

  /**
   * A key of {@code service}.
   *
   * @param keyId as the slot has it or will have it: the ARN is the form that every account reads
   * @throws IllegalArgumentException if {@code keyId} is not visible ASCII
   */
  public KmsKey(KeyService service, String keyId) {
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("not a key id");
    }
    this.service = service;
    this.keyId = keyId;
  }

  public String keyId() {
    return keyId;
  }

  byte[] wrap(SecretBytes rootKey, String volumeId) throws IOException {
    byte[] wrapped = service.wrap(keyId, rootKey, context(volumeId));
    if (wrapped.length < 1 || wrapped.length > MAX_WRAPPED_BYTES) {
      throw new CofferException(
          Reason.MALFORMED, "the key service wrapped a key in " + wrapped.length + " bytes");
    }
    return wrapped;
  }

  /** The root key, or nothing if the service says that this was not wrapped so. */
  Optional<SecretBytes> unwrap(byte[] wrapped, String volumeId) throws IOException {
    try {
      SecretBytes rootKey = service.unwrap(keyId, wrapped, context(volumeId));
      return KeyWrap.requireKeyLength(rootKey);
    } catch (CofferException e) {
      if (e.reason() == Reason.WRONG_KEY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<String, String> context(String volumeId) {
    return Map.of(CONTEXT_NAME, volumeId);
  }

  /** Does nothing: the key is in the service. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "KmsKey[" + keyId + "]";
  }
}
