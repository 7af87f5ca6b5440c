package io.cofferfs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about what unlocks a volume. */
@Command(
    name = "key",
    description = {
      "See and change what unlocks a volume.",
      "A volume has slots, and each one unlocks it by itself: a key file, a passphrase, a key of a",
      "KMS, or someone's private key. All of it is in one small object, .coffer/volume.json; no",
      "other object is touched. Each change keeps the object as it was under a number."
    })
final class KeyCommand extends CommandGroup {

  static CommandLine line(CommandContext context) {
    return new CommandLine(new KeyCommand())
        .addSubcommand("list", new KeyListCommand(context))
        .addSubcommand("add", new KeyAddCommand(context))
        .addSubcommand("remove", new KeyRemoveCommand(context))
        .addSubcommand("rotate", new KeyRotateCommand(context))
        .addSubcommand("backup", new KeyBackupCommand(context))
        .addSubcommand("restore", new KeyRestoreCommand(context))
        .addSubcommand("export-public", new KeyExportPublicCommand(context));
  }
}
