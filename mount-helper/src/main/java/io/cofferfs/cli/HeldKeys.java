package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.KmsKey;
import io.cofferfs.crypto.PrivateIdentity;
import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The keys that the user gave, to be tried in order. Closing destroys them. */
final class HeldKeys implements AutoCloseable {
  private final CommandContext context;
  private final List<UnlockKey> keys;
  private final Optional<String> fingerprint;

  /**
   * Takes ownership of the keys.
   *
   * @param fingerprint of the volume that is meant, if the user knows it
   */
  HeldKeys(CommandContext context, List<UnlockKey> keys, Optional<String> fingerprint) {
    this.context = context;
    this.keys = keys;
    this.fingerprint = fingerprint;
  }

  UnlockedVolume open(VolumeFile volume) throws IOException, CliException {
    UnlockedVolume unlocked =
        find(volume)
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.DENIED,
                        describe()
                            + " does not open volume "
                            + volume.volumeId()
                            + "; it wants "
                            + SlotNames.of(volume)));
    try {
      requireMeant(unlocked);
      return unlocked;
    } catch (IOException | CliException e) {
      unlocked.close();
      throw e;
    }
  }

  private void requireMeant(UnlockedVolume unlocked) throws IOException, CliException {
    if (fingerprint.isEmpty()) {
      return;
    }
    try (VolumeKeys volumeKeys = unlocked.keys()) {
      String found = volumeKeys.fingerprint();
      if (!found.equals(fingerprint.get())) {
        throw new CliException(
            ExitCode.INTEGRITY,
            "this is another volume than you mean: its fingerprint is "
                + found
                + ", not "
                + fingerprint.get());
      }
    }
  }

  boolean canOpen(VolumeFile volume) throws IOException {
    Optional<UnlockedVolume> unlocked = find(volume);
    unlocked.ifPresent(UnlockedVolume::close);
    return unlocked.isPresent();
  }

  /**
   * Whether a file is authentic and one of this volume, under whatever root key. Its fingerprint
   * says so: a volume file under a new root key has the old epochs too.
   */
  boolean isOfSameVolume(VolumeFile file, UnlockedVolume known) throws IOException {
    if (!file.volumeId().equals(known.file().volumeId())) {
      return false;
    }
    Optional<UnlockedVolume> unlocked = find(file);
    if (unlocked.isEmpty()) {
      return false;
    }
    try (UnlockedVolume opened = unlocked.get();
        VolumeKeys its = opened.keys();
        VolumeKeys ours = known.keys()) {
      return its.fingerprint().equals(ours.fingerprint());
    }
  }

  /**
   * The file under a new root key and with a new epoch, which who kept the old root key cannot
   * read.
   *
   * @throws CliException if a slot is there that these keys do not open, and that holds no public
   *     key
   */
  VolumeFile shutOut(UnlockedVolume unlocked) throws IOException, CliException {
    VolumeFile renewed;
    try {
      renewed = unlocked.renewRootKey(keys);
    } catch (CofferException e) {
      if (e.reason() == Reason.WRONG_KEY) {
        throw new CliException(
            ExitCode.DENIED,
            e.getMessage()
                + "; give the keys of all slots but recipients', or remove such a slot first",
            e);
      }
      throw e;
    }
    try (UnlockedVolume again = open(renewed)) {
      return again.addEpoch();
    }
  }

  private Optional<UnlockedVolume> find(VolumeFile volume) throws IOException {
    for (UnlockKey key : keys) {
      try {
        return Optional.of(volume.open(key, context.random(), context.clock()));
      } catch (CofferException e) {
        if (e.reason() != Reason.WRONG_KEY) {
          throw VolumeObject.withRemedy(e);
        }
      }
    }
    return Optional.empty();
  }

  private String describe() {
    return String.join(" or ", keys.stream().map(HeldKeys::describe).distinct().toList());
  }

  private static String describe(UnlockKey key) {
    if (key instanceof KeyFileKey file) {
      return "key " + file.keyId();
    }
    if (key instanceof KmsKey kms) {
      return "KMS key " + kms.keyId();
    }
    return key instanceof PrivateIdentity identity
        ? "identity " + identity.publicIdentity().keyId()
        : "the passphrase";
  }

  @Override
  public void close() {
    keys.forEach(UnlockKey::close);
  }
}
