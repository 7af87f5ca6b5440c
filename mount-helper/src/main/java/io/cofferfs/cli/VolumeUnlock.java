package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.Passphrase;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import java.io.IOException;
import java.util.List;

/** Unlocks volumes with the keys that the options name, or a passphrase that is asked for. */
final class VolumeUnlock {
  private static final String PASSPHRASE_TYPE = "passphrase";

  private final CommandContext context;

  VolumeUnlock(CommandContext context) {
    this.context = context;
  }

  VolumeKeys unlock(VolumeFile volume, UnlockOptions options) throws IOException, CliException {
    List<UnlockKey> keys = keys(volume, options);
    try {
      return unlock(volume, keys);
    } finally {
      keys.forEach(UnlockKey::close);
    }
  }

  private List<UnlockKey> keys(VolumeFile volume, UnlockOptions options)
      throws IOException, CliException {
    if (options.isGiven()) {
      return options.read(context, /* confirm= */ false);
    }
    if (!hasPassphrase(volume) || context.terminal().get().isEmpty()) {
      throw new CliException(
          ExitCode.DENIED,
          "the volume is encrypted; give --key-file or --passphrase-file (it wants "
              + describeSlots(volume)
              + ")");
    }
    return List.of(new Passphrase(new PassphrasePrompt(context).ask(/* confirm= */ false)));
  }

  private VolumeKeys unlock(VolumeFile volume, List<UnlockKey> keys)
      throws IOException, CliException {
    for (UnlockKey key : keys) {
      try {
        return volume.unlock(key, context.random());
      } catch (CofferException e) {
        if (e.reason() != Reason.WRONG_KEY) {
          throw e;
        }
      }
    }
    throw new CliException(
        ExitCode.DENIED,
        describe(keys)
            + " does not open volume "
            + volume.volumeId()
            + "; it wants "
            + describeSlots(volume));
  }

  private static String describe(List<UnlockKey> keys) {
    return String.join(
        " or ",
        keys.stream()
            .map(key -> key instanceof KeyFileKey file ? "key " + file.keyId() : "the passphrase")
            .toList());
  }

  private static boolean hasPassphrase(VolumeFile volume) {
    return volume.slots().stream().map(SlotInfo::type).anyMatch(PASSPHRASE_TYPE::equals);
  }

  private static String describeSlots(VolumeFile volume) {
    return String.join(
        ", ",
        volume.slots().stream()
            .map(slot -> slot.type() + " (" + slot.description() + ")")
            .toList());
  }
}
