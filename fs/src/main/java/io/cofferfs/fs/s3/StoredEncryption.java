package io.cofferfs.fs.s3;

import java.util.Optional;

/**
 * How the server encrypts something, in its own words.
 *
 * @param algorithm as S3 names it; empty for {@link Kind#NONE}
 */
public record StoredEncryption(Kind kind, String algorithm, Optional<String> kmsKeyId) {

  /** Whose keys it is encrypted with. */
  public enum Kind {
    /** The server says nothing of encryption. */
    NONE,
    S3,
    KMS,
    KMS_DSSE,
    /** Of whoever has the key, which the server wants to be shown. */
    CUSTOMER_KEY,
    OTHER
  }

  public static final StoredEncryption CUSTOMER_KEYED =
      new StoredEncryption(Kind.CUSTOMER_KEY, "SSE-C", Optional.empty());

  /** By one of S3's names, such as {@code aws:kms}. */
  public static StoredEncryption of(String algorithm, Optional<String> kmsKeyId) {
    Kind kind =
        switch (algorithm) {
          case "AES256" -> Kind.S3;
          case "aws:kms" -> Kind.KMS;
          case "aws:kms:dsse" -> Kind.KMS_DSSE;
          case "" -> Kind.NONE;
          default -> Kind.OTHER;
        };
    return new StoredEncryption(kind, algorithm, kmsKeyId);
  }

  public boolean isEncrypted() {
    return kind != Kind.NONE;
  }

  /**
   * Whether this is what was asked for; a server may answer with a longer form of the key's name.
   */
  public boolean fulfils(StoredEncryption wanted) {
    boolean sameKey =
        wanted.kmsKeyId.isEmpty()
            || wanted.kmsKeyId.get().contains("alias/")
            || kmsKeyId.filter(id -> isSameKey(id, wanted.kmsKeyId.get())).isPresent();
    return algorithm.equals(wanted.algorithm) && sameKey;
  }

  private static boolean isSameKey(String answered, String wanted) {
    return answered.equals(wanted)
        || answered.endsWith("/" + wanted)
        || wanted.endsWith("/" + answered);
  }

  /** As S3 names the algorithm; {@code none} without one. */
  public String name() {
    return kind == Kind.NONE ? "none" : algorithm;
  }

  @Override
  public String toString() {
    return kmsKeyId.map(id -> name() + ", key " + id).orElse(name());
  }
}
