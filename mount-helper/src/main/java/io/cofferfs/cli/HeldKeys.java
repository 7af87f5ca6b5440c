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

  /** What these keys say of a file, under whatever root key. */
  Authenticity judge(VolumeFile file) throws IOException {
    return judged(() -> isOpened(find(file)));
  }

  /**
   * As the other method, of a file that says to be of a volume whose keys are known. Its
   * fingerprint tells whether it is: a volume file under a new root key has the old epochs too.
   */
  Authenticity judge(VolumeFile file, UnlockedVolume known) throws IOException {
    return judged(() -> isOpenedAs(known, find(file)));
  }

  private interface Judgement {
    Authenticity of() throws IOException;
  }

  private static Authenticity judged(Judgement judgement) throws IOException {
    try {
      return judgement.of();
    } catch (CofferException e) {
      if (e.reason() == Reason.TAMPERED || e.reason() == Reason.MALFORMED) {
        return Authenticity.FORGED;
      }
      throw e;
    }
  }

  private static Authenticity isOpened(Optional<UnlockedVolume> unlocked) {
    unlocked.ifPresent(UnlockedVolume::close);
    return unlocked.isPresent() ? Authenticity.AUTHENTIC : Authenticity.UNKNOWN;
  }

  private static Authenticity isOpenedAs(UnlockedVolume known, Optional<UnlockedVolume> unlocked)
      throws CofferException {
    if (unlocked.isEmpty()) {
      return Authenticity.UNKNOWN;
    }
    try (UnlockedVolume opened = unlocked.get();
        VolumeKeys its = opened.keys();
        VolumeKeys ours = known.keys()) {
      return its.fingerprint().equals(ours.fingerprint())
          ? Authenticity.AUTHENTIC
          : Authenticity.FORGED;
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

  /** For people, without anything secret. */
  String describe() {
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
