package io.cofferfs.cli;

import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
      "left in the bucket, or, if neither is named, the newest copy that the key opens.",
      "A key of it is needed, and proves it authentic. Slots are then those of that time. What",
      "stands there now is kept as a copy. One that lacks epochs, or is put in the place of one",
      "that the key does not open, is not put back without --force: what was written meanwhile",
      "might not be read any more."
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
      description = {
        "Also in the place of another volume's file, of one with newer epochs, or of one that the",
        "key does not open."
      })
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
      List<Earlier> copies = Earlier.copies(session.copies());
      List<Earlier> candidates = candidates(session, copies);
      try (HeldKeys held = session.holdAll(files(candidates))) {
        Earlier earlier = newestOpened(candidates, held);
        try (UnlockedVolume unlocked = held.open(earlier.parse())) {
          restore(session, new Choice(earlier, unlocked, held, copies));
        }
      }
    }
  }

  /**
   * What is to be put back.
   *
   * @param copies all that are volume files
   */
  private record Choice(
      Earlier earlier, UnlockedVolume unlocked, HeldKeys held, List<Earlier> copies) {}

  /** What may be meant, the newest first; never empty. */
  private List<Earlier> candidates(KeySession session, List<Earlier> copies)
      throws IOException, CliException {
    if (file.isPresent()) {
      return List.of(new Earlier(file.get().toString(), Files.readAllBytes(file.get())));
    }
    if (copy.isPresent()) {
      return List.of(Earlier.copy(session.copies(), copy.get()));
    }
    if (copies.isEmpty()) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "there is no copy of an earlier volume file at "
              + volume.location()
              + "; give the FILE of a backup");
    }
    return copies;
  }

  private static List<VolumeFile> files(List<Earlier> candidates) throws CliException {
    List<VolumeFile> files = new ArrayList<>();
    for (Earlier candidate : candidates) {
      files.add(candidate.parse());
    }
    return files;
  }

  /** The newest that the keys open; says which ones are newer. */
  private Earlier newestOpened(List<Earlier> candidates, HeldKeys held)
      throws IOException, CliException {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    for (Earlier candidate : candidates) {
      switch (held.judge(candidate.parse())) {
        case AUTHENTIC -> {
          return candidate;
        }
        case UNKNOWN -> context.note(candidate.name() + " is not opened by " + held.describe());
        case FORGED -> context.note(candidate.name() + " is damaged");
      }
    }
    throw new CliException(
        ExitCode.DENIED,
        held.describe()
            + " opens none of the copies; the newest one wants "
            + SlotNames.of(candidates.get(0).parse()));
  }

  private void restore(KeySession session, Choice choice) throws IOException, CliException {
    Earlier earlier = choice.earlier();
    UnlockedVolume unlocked = choice.unlocked();
    Optional<StoredVolumeFile> standing = session.found();
    if (standing.isPresent() && Arrays.equals(standing.get().bytes(), earlier.bytes())) {
      context.out().println("Just this volume file is there already.");
      return;
    }
    RestoreCheck check =
        new RestoreCheck(volume.location(), earlier.name(), choice.held(), unlocked);
    if (file.isEmpty() && copy.isEmpty()) {
      check.requireNeed(standing);
    }
    if (!force) {
      check.require(standing, choice.copies());
    }
    long newest = check.newestGeneration(standing, choice.copies());
    put(session, standing, unlocked.after(newest).toBytes());
    report(earlier, unlocked.file());
  }

  private void report(Earlier earlier, VolumeFile restored) {
    context
        .out()
        .println(
            "The volume file of volume "
                + restored.volumeId()
                + " is that of "
                + earlier.name()
                + " again; its slots:");
    restored.slots().forEach(slot -> context.out().println(slot.id() + "  " + SlotNames.of(slot)));
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
