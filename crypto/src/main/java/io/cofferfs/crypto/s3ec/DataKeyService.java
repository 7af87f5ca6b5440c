package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.KeyService;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.util.Map;

/**
 * A key service that makes data keys too; a KMS. What it is asked and answers goes over a network,
 * so it is asked once for each version of an object and no oftener. Thread-safe.
 */
public interface DataKeyService extends KeyService {

  /** A new 256-bit data key, wrapped under {@code keyId} together with the context. */
  GeneratedKey generate(String keyId, Map<String, String> context) throws IOException;

  /** A data key in both forms; the key is the receiver's to close. */
  final class GeneratedKey {
    private final SecretBytes key;
    private final byte[] wrapped;

    public GeneratedKey(SecretBytes key, byte[] wrapped) {
      this.key = key;
      this.wrapped = wrapped.clone();
    }

    public SecretBytes key() {
      return key;
    }

    public byte[] wrapped() {
      return wrapped.clone();
    }
  }
}
