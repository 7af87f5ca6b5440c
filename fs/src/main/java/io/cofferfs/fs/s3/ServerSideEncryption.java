package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The encryption that the server is asked for: {@code --sse}. */
public sealed interface ServerSideEncryption {

  /** No header: the bucket's own default applies. */
  record BucketDefault() implements ServerSideEncryption {}

  /** SSE-S3: keys of the store. */
  record S3Managed() implements ServerSideEncryption {}

  /**
   * SSE-KMS: a key of the KMS.
   *
   * @param keyId empty for the account's default one
   * @param context what the KMS binds the objects' keys to, besides what S3 adds itself
   * @param bucketKey whether a key of the bucket's saves requests to the KMS
   */
  record Kms(Layers layers, Optional<String> keyId, Map<String, String> context, boolean bucketKey)
      implements ServerSideEncryption {

    /** How often an object is encrypted. */
    public enum Layers {
      SINGLE,
      /** DSSE-KMS. S3 has no bucket keys for it. */
      DUAL
    }

    public Kms {
      context = Map.copyOf(context);
      if (bucketKey && layers == Layers.DUAL) {
        throw new IllegalArgumentException("there are no bucket keys for two layers");
      }
    }

    public Kms(Optional<String> keyId) {
      this(Layers.SINGLE, keyId, Map.of(), /* bucketKey= */ false);
    }
  }

  /** SSE-C: keys of the user. */
  record CustomerKeys(CustomerKeyring keyring) implements ServerSideEncryption {

    /** One key for everything. */
    public CustomerKeys(SecretBytes key) {
      this(CustomerKeyring.of(List.of(new CustomerKey(key))));
    }
  }
}
