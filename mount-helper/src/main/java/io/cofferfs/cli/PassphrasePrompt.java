package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;

/** Asks for a passphrase, twice where a typing error would lock the user out. */
final class PassphrasePrompt {
  private final CommandContext context;

  PassphrasePrompt(CommandContext context) {
    this.context = context;
  }

  SecretBytes ask() throws IOException, CliException {
    return ask(terminal("--passphrase-file"), "Passphrase");
  }

  /** A passphrase that nothing is locked with yet. */
  SecretBytes askNew() throws IOException, CliException {
    Terminal terminal = terminal("--passphrase-file or --new-passphrase-file");
    SecretBytes passphrase = ask(terminal, "New passphrase");
    requireSame(terminal, passphrase);
    return passphrase;
  }

  private Terminal terminal(String instead) throws CliException {
    return context
        .terminal()
        .get()
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.DENIED,
                    "no terminal to ask for a passphrase on; give " + instead + " SOURCE"));
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
