package io.cofferfs.cli;

import io.cofferfs.crypto.AeadProvider;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.util.List;

/** Unlocks volumes with the keys that the options name, or a passphrase that is asked for. */
final class VolumeUnlock {
  private final CommandContext context;
  private final UnlockOptions options;
  private final KeySources sources;

  /**
   * @param connection of the command, for key services
   */
  VolumeUnlock(CommandContext context, UnlockOptions options, Connection connection)
      throws CliException {
    this.context = context;
    this.options = options;
    this.sources = options.sources(context, connection);
  }

  /** What reads and writes objects, with the JDK's own AES-GCM. */
  VolumeKeys unlock(VolumeFile volume) throws IOException, CliException {
    return unlock(volume, AeadProvider.JDK);
  }

  /** What reads and writes objects. */
  VolumeKeys unlock(VolumeFile volume, AeadProvider provider) throws IOException, CliException {
    try (HeldKeys held = hold(volume);
        UnlockedVolume unlocked = held.open(volume)) {
      return unlocked.keys(provider);
    }
  }

  /** All keys that are given, and not one kind only. */
  HeldKeys holdAll(VolumeFile volume) throws IOException, CliException {
    return holdAll(List.of(volume));
  }

  /**
   * All keys that are given, to try on several volume files.
   *
   * @param volumes not empty; of the first one is spoken if no key is given
   */
  HeldKeys holdAll(List<VolumeFile> volumes) throws IOException, CliException {
    return options.isGiven()
        ? new HeldKeys(context, options.readAll(sources, volumes), options.fingerprint())
        : hold(volumes.get(0));
  }

  /** The keys to try on this volume. */
  HeldKeys hold(VolumeFile volume) throws IOException, CliException {
    if (options.isGiven()) {
      return new HeldKeys(context, options.read(sources, volume), options.fingerprint());
    }
    if (!hasPassphrase(volume) || context.terminal().get().isEmpty()) {
      throw new CliException(
          ExitCode.DENIED,
          "the volume is encrypted; give --key-file, --passphrase-file, --kms-key-id or"
              + " --identity-file (it wants "
              + SlotNames.of(volume)
              + ")");
    }
    return new HeldKeys(context, List.of(sources.askPassphrase()), options.fingerprint());
  }

  private static boolean hasPassphrase(VolumeFile volume) {
    return volume.slots().stream().map(SlotInfo::type).anyMatch(SlotInfo.PASSPHRASE::equals);
  }
}
