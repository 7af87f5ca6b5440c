package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;

/** A key in a KMS: the word for the body's cipher is part of the encryption context. */
final class KmsWrappingKey extends WrappingKey {
  private static final String CIPHER_NAME = "aws:x-amz-cek-alg";

  private final DataKeyService service;
  private final String keyId;

  KmsWrappingKey(DataKeyService service, String keyId) {
    this.service = service;
    this.keyId = keyId;
  }

  @Override
  WrapMethod method() {
    return WrapMethod.KMS_CONTEXT;
  }

  @Override
  Wrapped newDataKey(SecureRandom random) throws IOException {
    Map<String, String> context = Map.of(CIPHER_NAME, ContentSuite.COMMITTING_GCM.word());
    DataKeyService.GeneratedKey generated = service.generate(keyId, context);
    if (generated.key().length() != AesKey.LENGTH) {
      generated.key().close();
      throw new CofferException(Reason.MALFORMED, "the key service made a key of another length");
    }
    return new Wrapped(generated.key(), generated.wrapped(), context);
  }

  @Override
  SecretBytes open(Envelope envelope) throws IOException {
    Map<String, String> context = envelope.context();
    // The KMS vouches for the context, so this is what binds the data key to the body's cipher.
    if (envelope.method() == WrapMethod.KMS_CONTEXT
        && !envelope.suite().word().equals(context.get(CIPHER_NAME))) {
      throw new CofferException(
          Reason.TAMPERED, "the object's data key was made for another cipher");
    }
    return service.unwrap(keyId, envelope.wrappedKey(), context);
  }

  @Override
  public void close() {
    // The key never left the KMS.
  }
}
