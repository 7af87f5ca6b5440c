package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;

/** What data keys are wrapped under. Closing it destroys it. Thread-safe. */
abstract sealed class WrappingKey implements AutoCloseable
    permits AesWrappingKey, RsaWrappingKey, KmsWrappingKey {

  /** A data key, and how it stands in an envelope. The key is the receiver's to close. */
  static final class Wrapped {
    final SecretBytes dataKey;
    final byte[] bytes;
    final Map<String, String> context;

    Wrapped(SecretBytes dataKey, byte[] bytes, Map<String, String> context) {
      this.dataKey = dataKey;
      this.bytes = bytes;
      this.context = context;
    }
  }

  /** How new data keys are wrapped. */
  abstract WrapMethod method();

  /** A new data key for a body sealed with {@link ContentSuite#COMMITTING_GCM}. */
  abstract Wrapped newDataKey(SecureRandom random) throws IOException;

  /**
   * The data key of an envelope.
   *
   * @throws CofferException {@code WRONG_KEY} if it was not wrapped under this key for the
   *     envelope's suite, or the wrapped form was changed: nothing tells one from the other
   */
  final SecretBytes unwrap(Envelope envelope) throws IOException {
    if (envelope.method().kind() != method().kind()) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "the object's data key is wrapped by %s; the key given is for %s"
              .formatted(envelope.method().word(), method().kind()));
    }
    SecretBytes dataKey = open(envelope);
    if (dataKey.length() != AesKey.LENGTH) {
      dataKey.close();
      throw new CofferException(Reason.MALFORMED, "a data key that has not 256 bits");
    }
    return dataKey;
  }

  abstract SecretBytes open(Envelope envelope) throws IOException;

  @Override
  public abstract void close();
}
