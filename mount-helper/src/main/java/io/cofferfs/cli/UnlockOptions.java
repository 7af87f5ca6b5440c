package io.cofferfs.cli;

import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.Passphrase;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.UnlockKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to unlock a volume. */
final class UnlockOptions {
  @Option(
      names = "--key-file",
      paramLabel = "KEY",
      description = {
        "The key of the volume: a file with mode 0600, fd:N, env:NAME",
        "or credential:NAME (systemd); never the key itself."
      })
  private Optional<SecretSource> keyFile = Optional.empty();

  @Option(
      names = "--passphrase-file",
      paramLabel = "SOURCE",
      description = "The passphrase of the volume; the same sources as --key-file.")
  private Optional<SecretSource> passphraseFile = Optional.empty();

  @Option(names = "--passphrase", description = "Ask for the passphrase on the terminal.")
  private boolean passphrase;

  boolean isGiven() {
    return keyFile.isPresent() || passphraseFile.isPresent() || passphrase;
  }

  /** The keys to try, in order; the caller closes them. */
  List<UnlockKey> read(CommandContext context, boolean confirm) throws IOException, CliException {
    requireOneSource();
    if (keyFile.isPresent()) {
      List<UnlockKey> keys = new ArrayList<>();
      context.secrets().keys(keyFile.get()).forEach(key -> keys.add(new KeyFileKey(key)));
      return keys;
    }
    if (passphraseFile.isPresent()) {
      SecretBytes words = context.secrets().passphrase(passphraseFile.get());
      return List.of(new Passphrase(words));
    }
    return List.of(new Passphrase(new PassphrasePrompt(context).ask(confirm)));
  }

  private void requireOneSource() throws CliException {
    int given =
        (keyFile.isPresent() ? 1 : 0) + (passphraseFile.isPresent() ? 1 : 0) + (passphrase ? 1 : 0);
    if (given > 1) {
      throw CliException.usage("give one of --key-file, --passphrase-file and --passphrase");
    }
  }
}
