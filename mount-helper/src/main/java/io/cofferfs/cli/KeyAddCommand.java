package io.cofferfs.cli;

import io.cofferfs.cli.KeySession.Changed;
import io.cofferfs.crypto.NewSlot;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives a volume one more way to be unlocked. */
@Command(
    name = "add",
    description = {
      "Add a slot: one more key that unlocks the volume.",
      "Unlock it with a key that it has (--key-file …), and name the new one (--new-key-file …)."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyAddCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;
  @Mixin private NewKeyOptions newKey;

  KeyAddCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    newKey.requireGiven();
    try (KeySession session = volume.open(context)) {
      Changed changed = session.change((unlocked, held) -> add(unlocked, session));
      List<SlotInfo> slots = changed.volume().slots();
      SlotInfo added = slots.get(slots.size() - 1);
      KeyReport report = new KeyReport(context, volume.location());
      report.say("Slot " + added.id() + " unlocks the volume too: " + SlotNames.of(added) + ".");
      report.remindOfBackup(changed.copy());
    }
  }

  private VolumeFile add(UnlockedVolume unlocked, KeySession session)
      throws IOException, CliException {
    NewSlot slot = newKey.read(session.sources());
    try {
      return unlocked.addSlot(slot);
    } finally {
      NewKeyOptions.close(slot);
    }
  }
}
