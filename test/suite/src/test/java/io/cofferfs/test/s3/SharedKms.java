package io.cofferfs.test.s3;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.DataKeyService;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/** One key service for cofferfs and for the official client, which counts what it is asked. */
final class SharedKms implements DataKeyService, KmsClient {
  static final String KEY_ID = "alias/shared";
  private static final int BLOB_BYTES = 184; // About as long as those of AWS.

  private final SecureRandom random = new SecureRandom();
  private final Map<SdkBytes, Wrapped> blobs = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();

  private record Wrapped(String keyId, SdkBytes key, Map<String, String> context) {}

  int calls() {
    return calls.get();
  }

  @Override
  public GeneratedKey generate(String keyId, Map<String, String> context) {
    SdkBytes key = bytes(32);
    return new GeneratedKey(
        SecretBytes.take(key.asByteArray()), wrap(keyId, key, context).asByteArray());
  }

  @Override
  public byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context) {
    return wrap(keyId, secret.expose(SdkBytes::fromByteArray), context).asByteArray();
  }

  @Override
  public SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context)
      throws CofferException {
    try {
      SdkBytes key = unwrap(keyId, SdkBytes.fromByteArray(wrapped), context);
      return SecretBytes.take(key.asByteArray());
    } catch (KmsException e) {
      throw new CofferException(CofferException.Reason.WRONG_KEY, "refused by the key service");
    }
  }

  @Override
  public GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request) {
    SdkBytes key = bytes(32);
    return GenerateDataKeyResponse.builder()
        .plaintext(key)
        .ciphertextBlob(wrap(request.keyId(), key, request.encryptionContext()))
        .build();
  }

  @Override
  public DecryptResponse decrypt(DecryptRequest request) {
    SdkBytes key = unwrap(request.keyId(), request.ciphertextBlob(), request.encryptionContext());
    return DecryptResponse.builder().plaintext(key).build();
  }

  private SdkBytes wrap(String keyId, SdkBytes key, Map<String, String> context) {
    calls.incrementAndGet();
    SdkBytes blob = bytes(BLOB_BYTES);
    blobs.put(blob, new Wrapped(keyId, key, Map.copyOf(context)));
    return blob;
  }

  private SdkBytes unwrap(String keyId, SdkBytes blob, Map<String, String> context) {
    calls.incrementAndGet();
    Wrapped wrapped = blobs.get(blob);
    if (wrapped == null || !wrapped.keyId().equals(keyId) || !wrapped.context().equals(context)) {
      throw InvalidCiphertextException.builder().message("not wrapped so").build();
    }
    return wrapped.key();
  }

  private SdkBytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return SdkBytes.fromByteArray(bytes);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Lives as long as the test.
  }
}
