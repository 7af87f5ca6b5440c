package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.KmsKey;
import io.cofferfs.crypto.PrivateIdentity;
import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The keys that the user gave, to be tried in order. Closing destroys them. */
final class HeldKeys implements AutoCloseable {
  private final CommandContext context;
  private final List<UnlockKey> keys;

  /** Takes ownership of the keys. */
  HeldKeys(CommandContext context, List<UnlockKey> keys) {
    this.context = context;
    this.keys = keys;
  }

  UnlockedVolume open(VolumeFile volume) throws IOException, CliException {
    return find(volume)
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.DENIED,
                    describe()
                        + " does not open volume "
                        + volume.volumeId()
                        + "; it wants "
                        + SlotNames.of(volume)));
  }

  boolean canOpen(VolumeFile volume) throws IOException {
    Optional<UnlockedVolume> unlocked = find(volume);
    unlocked.ifPresent(UnlockedVolume::close);
    return unlocked.isPresent();
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
