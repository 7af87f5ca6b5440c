package io.cofferfs.cli;

import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts an earlier volume file back. */
@Command(
    name = "restore",
    description = {
      "Put a volume file back that was lost or damaged: a backup in FILE, a copy that a change has",
      "left in the bucket, or, if neither is named, the newest copy that can be read.",
      "A key of it is needed, and proves it authentic. Slots are then those of that time. What",
      "stands there now is kept as a copy. One that lacks epochs is not put back without --force:",
      "what was written under them could not be read."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyRestoreCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;

  @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "A backup.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--copy",
      paramLabel = "N",
      description = "The copy of this number, as 'key list' shows it.")
  private Optional<Integer> copy = Optional.empty();

  @Option(
      names = "--force",
      description = "Also in the place of another volume's file, or of one with newer epochs.")
  private boolean force;

  KeyRestoreCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    if (file.isPresent() && copy.isPresent()) {
      throw CliException.usage("give a FILE or --copy N, not both");
    }
    try (KeySession session = volume.open(context)) {
      Earlier earlier = earlier(session);
      VolumeFile wanted = earlier.parse();
      try (HeldKeys held = session.hold(wanted);
          UnlockedVolume unlocked = held.open(wanted)) {
        restore(session, earlier, held, unlocked);
      }
    }
  }

  private Earlier earlier(KeySession session) throws IOException, CliException {
    if (file.isPresent()) {
      return new Earlier(file.get().toString(), Files.readAllBytes(file.get()));
    }
    if (copy.isPresent()) {
      return Earlier.copy(session.copies(), copy.get());
    }
    return Earlier.newestCopy(session.copies())
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.NOT_FOUND,
                    "there is no copy of an earlier volume file at "
                        + volume.location()
                        + "; give the FILE of a backup"));
  }

  private void restore(KeySession session, Earlier earlier, HeldKeys held, UnlockedVolume unlocked)
      throws IOException, CliException {
    Optional<StoredVolumeFile> standing = session.found();
    if (standing.isPresent() && Arrays.equals(standing.get().bytes(), earlier.bytes())) {
      context.out().println("Just this volume file is there already.");
      return;
    }
    RestoreCheck check = new RestoreCheck(volume.location(), held, unlocked);
    if (file.isEmpty() && copy.isEmpty()) {
      check.requireNeed(standing);
    }
    if (!force) {
      check.require(standing, session.copies());
    }
    long newest = check.newestGeneration(standing, session.copies());
    put(session, standing, unlocked.after(newest).toBytes());
    context
        .out()
        .println(
            "The volume file of volume "
                + unlocked.file().volumeId()
                + " is that of "
                + earlier.name()
                + " again; its slots:");
    unlocked
        .file()
        .slots()
        .forEach(slot -> context.out().println(slot.id() + "  " + SlotNames.of(slot)));
  }

  private void put(KeySession session, Optional<StoredVolumeFile> standing, byte[] bytes)
      throws IOException, CliException {
    if (standing.isEmpty()) {
      session.create(bytes);
      return;
    }
    int kept = session.replace(standing.get(), bytes);
    context.out().println("What stood there is kept as copy " + kept + ".");
  }
}
