package io.cofferfs.fs.s3;

import java.util.List;
import java.util.Optional;

/**
 * What a bucket does about encryption by itself.
 *
 * @param byDefault for objects that nothing else was asked for; empty if with nothing
 * @param bucketKey whether KMS calls are saved by a key of the bucket's own
 * @param blocked the kinds that writes may not ask for, as S3 names them ({@code SSE-C}, or {@code
 *     NONE} for no kind); empty if the server does not say
 */
public record EncryptionRule(
    Optional<StoredEncryption> byDefault, boolean bucketKey, Optional<List<String>> blocked) {
  private static final String SSE_C = "SSE-C";
  private static final String NO_KIND = "NONE";

  public EncryptionRule {
    blocked = blocked.map(List::copyOf);
  }

  public static EncryptionRule of(StoredEncryption byDefault) {
    return new EncryptionRule(Optional.of(byDefault), /* bucketKey= */ false, Optional.empty());
  }

  public boolean blocksCustomerKeys() {
    return blocked.filter(kinds -> kinds.contains(SSE_C)).isPresent();
  }

  /** Whether the server says that customer keys may be used. */
  public boolean allowsCustomerKeys() {
    return blocked.filter(kinds -> !kinds.contains(SSE_C)).isPresent();
  }

  /** The same rule, except that customer keys may be used. */
  public EncryptionRule withCustomerKeys() {
    List<String> others =
        blocked.orElse(List.of()).stream()
            .filter(kind -> !kind.equals(SSE_C) && !kind.equals(NO_KIND))
            .toList();
    return new EncryptionRule(
        byDefault, bucketKey, Optional.of(others.isEmpty() ? List.of(NO_KIND) : others));
  }
}
