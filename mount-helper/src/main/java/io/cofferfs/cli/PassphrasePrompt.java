package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;

/** Asks for a passphrase, twice where a typing error would lock the user out. */
final class PassphrasePrompt {
  private final CommandContext context;

  PassphrasePrompt(CommandContext context) {
    this.context = context;
  }

  SecretBytes ask(boolean confirm) throws IOException, CliException {
    Terminal terminal =
        context
            .terminal()
            .get()
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.DENIED,
                        "no terminal to ask for a passphrase on; give --passphrase-file SOURCE"));
    SecretBytes passphrase = ask(terminal, "Passphrase");
    if (confirm) {
      requireSame(terminal, passphrase);
    }
    return passphrase;
  }

  private static void requireSame(Terminal terminal, SecretBytes passphrase)
      throws IOException, CliException {
    try (SecretBytes again = ask(terminal, "The same again")) {
      if (!again.equals(passphrase)) {
        passphrase.close();
        throw new CliException(ExitCode.FAILED, "the two passphrases differ; nothing was done");
      }
    }
  }

  private static SecretBytes ask(Terminal terminal, String question)
      throws IOException, CliException {
    return terminal
        .ask(question)
        .orElseThrow(() -> new CliException(ExitCode.DENIED, "no passphrase was given"));
  }
}
