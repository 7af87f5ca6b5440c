package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Saves the volume file elsewhere. */
@Command(
    name = "backup",
    description = {
      "Save the volume file in FILE (mode 0600); an existing file is never touched.",
      "Without the volume file no key opens anything. It holds keys, but sealed: it opens nothing",
      "without one of the volume's, and may lie beside it. It tells the volume's id, and kinds,",
      "labels, key ids and dates of the slots; a weak passphrase could be guessed with it.",
      "No key is needed; with one, what is saved is authenticated first."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyBackupCommand extends Subcommand {
  @Mixin private KeyVolumeOptions volume;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to make.")
  private Path file;

  KeyBackupCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (KeySession session = volume.open(context)) {
      StoredVolumeFile stored = session.stored();
      VolumeFile parsed = stored.parse();
      if (volume.isAuthenticationWanted()) {
        session.authenticate(parsed);
      }
      OwnerOnlyFile.create(file, stored.bytes());
      context
          .out()
          .println("The volume file of volume " + parsed.volumeId() + " is saved in " + file + ".");
      context
          .out()
          .println("To put it back: cofferfs key restore " + volume.location() + " " + file);
    }
  }
}
