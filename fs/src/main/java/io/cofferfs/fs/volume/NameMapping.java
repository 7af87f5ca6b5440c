package io.cofferfs.fs.volume;

import io.cofferfs.crypto.NameCipher;
import io.cofferfs.fs.FileException;
import java.util.Optional;

/**
 * How a volume writes names in keys: as they are, or sealed. Paths and keys are relative to the
 * volume's root; one that ends in a slash is a directory's, and the root's is empty. Thread-safe.
 */
public sealed interface NameMapping permits PlainNames, EncryptedNames {

  /** The names of a volume that has this cipher for them, or none. */
  static NameMapping of(Optional<NameCipher> cipher) {
    return cipher.<NameMapping>map(EncryptedNames::new).orElseGet(PlainNames::new);
  }

  /** The key of a path; {@code NAME_TOO_LONG} if it has a name that cannot be sealed. */
  String key(String path) throws FileException;

  /**
   * What stands for one name of a directory in its keys.
   *
   * @param directory a path
   */
  String part(String directory, String name) throws FileException;

  /** The name in this directory that a part of a key stands for; empty if it is none. */
  Optional<String> name(String directory, String part);

  /** What a key says, as far as it says anything. */
  KeyPath read(String key);
}
