package io.cofferfs.cli;

import io.cofferfs.cli.KeySession.Changed;
import io.cofferfs.crypto.NewSlot;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a new key in the place of an old one. */
@Command(
    name = "rotate",
    description = {
      "Put a new key in the place of the one of a slot; the slot keeps its id.",
      "With --epoch the volume itself gets a new key instead: what is written from now on is under",
      "it, and what is there already stays readable. Unmount and mount again everywhere then:",
      "mounts that run know the keys of when they began."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyRotateCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;
  @Mixin private NewKeyOptions newKey;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SLOT",
      description = "Its id, as 'key list' shows it; may be left out if there is only one.")
  private Optional<String> slot = Optional.empty();

  @Option(names = "--epoch", description = "Give the volume a new key, and change no slot.")
  private boolean epoch;

  @Option(
      names = "--delete-copies",
      description = "Delete the earlier copies of the volume file, which the old key still opens.")
  private boolean deleteCopies;

  KeyRotateCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    if (epoch) {
      requireEpochAlone();
    } else {
      newKey.requireGiven();
    }
    try (KeySession session = volume.open(context)) {
      if (epoch) {
        addEpoch(session);
      } else {
        rotateSlot(session);
      }
    }
  }

  private void requireEpochAlone() throws CliException {
    if (newKey.isGiven() || slot.isPresent() || deleteCopies) {
      throw CliException.usage("--epoch changes no slot: give no slot, new key or --delete-copies");
    }
  }

  private void addEpoch(KeySession session) throws IOException, CliException {
    Changed changed = session.change((unlocked, held) -> unlocked.addEpoch());
    KeyReport report = new KeyReport(context, volume.location());
    report.say("The volume has a new key: epoch " + changed.volume().currentEpoch() + ".");
    report.say("Mounts that run now do not know it: unmount and mount them again.");
    report.remindOfBackup(changed.copy());
  }

  private void rotateSlot(KeySession session) throws IOException, CliException {
    Changed changed = session.change((unlocked, held) -> replace(unlocked, session));
    SlotInfo now = find(changed.volume());
    KeyReport report = new KeyReport(context, volume.location());
    report.say("Slot " + now.id() + " is unlocked by: " + SlotNames.of(now) + ".");
    report.say("The key that it had does not unlock the volume any more.");
    report.closeBehind(session.copies(), deleteCopies, changed.copy());
  }

  private VolumeFile replace(UnlockedVolume unlocked, KeySession session)
      throws IOException, CliException {
    String id = find(unlocked.file()).id();
    NewSlot made = newKey.read(session.sources());
    try {
      return unlocked.replaceSlot(id, made);
    } finally {
      NewKeyOptions.close(made);
    }
  }

  private SlotInfo find(VolumeFile file) throws CliException {
    List<SlotInfo> slots = file.slots();
    if (slot.isEmpty() && slots.size() > 1) {
      throw CliException.usage(
          "the volume has several slots: name the one to change; 'cofferfs key list' shows them");
    }
    return slots.stream()
        .filter(info -> slot.isEmpty() || info.id().equals(slot.get()))
        .findFirst()
        .orElseThrow(
            () -> new CliException(ExitCode.NOT_FOUND, "the volume has no slot " + slot.get()));
  }
}
