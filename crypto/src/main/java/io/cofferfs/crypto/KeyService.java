package io.cofferfs.crypto;

import java.io.IOException;
import java.util.Map;

/**
 * Where root keys are wrapped under a key that never leaves it: a KMS. Implemented outside this
 * module. The context is authenticated by the service; it is no secret, and appears in its logs.
 */
public interface KeyService {
  /**
   * Has the service wrap {@code secret}, which stays the caller's to close.
   *
   * @return what {@link #unwrap} takes back, at most {@link KmsKey#MAX_WRAPPED_BYTES} bytes
   */
  byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context) throws IOException;

  /**
   * Has the service unwrap what {@link #wrap} returned for this key and context.
   *
   * @return the secret, the caller's to close
   * @throws CofferException {@code WRONG_KEY} if the service says that it was not wrapped so, and
   *     another slot is worth a try
   * @throws IOException for every other failure: the service denied it, or did not answer
   */
  SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context) throws IOException;
}
