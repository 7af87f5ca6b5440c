package io.cofferfs.fs.s3;

import java.util.Optional;

/**
 * How the server says that it keeps an object.
 *
 * @param versionId empty where the bucket keeps no versions
 */
public record Keeping(Optional<String> versionId, StoredEncryption encryption) {
  /** Of a server that says nothing. */
  public static final Keeping UNTOLD =
      new Keeping(Optional.empty(), StoredEncryption.of("", Optional.empty()));
}
