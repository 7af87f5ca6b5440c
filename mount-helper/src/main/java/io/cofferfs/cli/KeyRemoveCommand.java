package io.cofferfs.cli;

import io.cofferfs.cli.KeySession.Changed;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes away one of the ways to unlock a volume. */
@Command(
    name = "remove",
    description = {
      "Remove a slot: its key does not unlock the volume any more.",
      "Unlock the volume with the key of another slot, which proves that one works. The last slot",
      "cannot be removed. What the removed key has opened, its holder may have kept."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyRemoveCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;

  @Parameters(index = "1", paramLabel = "SLOT", description = "Its id, as 'key list' shows it.")
  private String slot;

  @Option(
      names = "--delete-copies",
      description = "Delete the earlier copies of the volume file, which the key still opens.")
  private boolean deleteCopies;

  @Option(
      names = "--force",
      description = "Also if the volume was unlocked with the key of this very slot.")
  private boolean force;

  KeyRemoveCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (KeySession session = volume.open(context)) {
      Changed changed = session.change(this::remove);
      KeyReport report = new KeyReport(context, volume.location());
      report.say("Slot " + slot + " is removed; its key does not unlock the volume any more.");
      report.closeBehind(session.copies(), deleteCopies, changed.copy());
    }
  }

  private VolumeFile remove(UnlockedVolume unlocked, HeldKeys held)
      throws IOException, CliException {
    VolumeFile next = unlocked.removeSlot(slot);
    if (!force && !held.canOpen(next)) {
      throw new CliException(
          ExitCode.FAILED,
          "you have unlocked the volume with slot "
              + slot
              + " itself; unlock it with another one, which proves that it works, or add --force:"
              + " then only these unlock it: "
              + SlotNames.of(next));
    }
    return next;
  }
}
