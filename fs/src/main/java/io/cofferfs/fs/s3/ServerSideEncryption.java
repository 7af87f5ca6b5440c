package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.util.Optional;

/** The encryption that the server is asked for: {@code --sse}. */
public sealed interface ServerSideEncryption {

  /** No header: the bucket's own default applies. */
  record BucketDefault() implements ServerSideEncryption {}

  /** SSE-S3: keys of the store. */
  record S3Managed() implements ServerSideEncryption {}

  /** SSE-KMS: a key of the KMS, the account's default one where none is named. */
  record Kms(Optional<String> keyId) implements ServerSideEncryption {}

  /**
   * SSE-C: the user's 256-bit key travels in each request, over TLS only. Not a record: it holds a
   * secret.
   */
  final class CustomerKey implements ServerSideEncryption {
    private final SecretBytes key;

    public CustomerKey(SecretBytes key) {
      if (key.length() != 32) {
        throw new IllegalArgumentException("an SSE-C key has 32 bytes, not " + key.length());
      }
      this.key = key;
    }

    SecretBytes key() {
      return key;
    }
  }
}
