package io.cofferfs.cli;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.PrivateIdentity;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key file. */
@Command(
    name = "keygen",
    description = {
      "Make a new 256-bit key in FILE (mode 0600); an existing file is never touched.",
      "With --identity it is a pair of keys (X25519, PEM): give others its public half",
      "('cofferfs key export-public'), so that they can let you into their volumes."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeygenCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The key file to make.")
  private Path file;

  @Option(names = "--identity", description = "Make a private key instead, for recipient slots.")
  private boolean identity;

  KeygenCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    if (identity) {
      makeIdentity();
    } else {
      makeKey();
    }
    context.out().println("Keep a copy in another place: what it encrypts is lost without it.");
  }

  private void makeIdentity() throws IOException {
    try (PrivateIdentity made = PrivateIdentity.generate(context.random());
        SecretBytes pem = made.toPem()) {
      byte[] text = pem.expose(byte[]::clone);
      try {
        OwnerOnlyFile.create(file, text);
      } finally {
        Arrays.fill(text, (byte) 0);
      }
      context.out().println("Identity " + made.publicIdentity().keyId() + " is in " + file + ".");
    }
  }

  private void makeKey() throws IOException {
    byte[] text = KeyFile.generate(context.random()).getBytes(StandardCharsets.US_ASCII);
    try (SecretBytes key = KeyFile.parse(text).get(0)) {
      OwnerOnlyFile.create(file, text);
      context.out().println("Key " + KeyFile.keyId(key) + " is in " + file + ".");
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
