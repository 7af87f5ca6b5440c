package io.cofferfs.cli;

import io.cofferfs.crypto.PrivateIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the half of an identity that others may have. */
@Command(
    name = "export-public",
    description = {
      "Print the public half of an identity, in PEM.",
      "Whoever has it can let you into a volume ('cofferfs key add … --recipient FILE'), and can",
      "open nothing with it. Compare the key id over another channel."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyExportPublicCommand extends Subcommand {
  @Parameters(
      paramLabel = "IDENTITY",
      description = "The private key (PEM, PKCS#8); the same sources as --key-file.")
  private SecretSource identity;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where it goes (standard output); an existing file is never touched.")
  private Optional<Path> output = Optional.empty();

  KeyExportPublicCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (PrivateIdentity key = context.secrets().identity(identity)) {
      String pem = key.publicIdentity().toPem();
      if (output.isPresent()) {
        OwnerOnlyFile.create(output.get(), pem.getBytes(StandardCharsets.US_ASCII));
      } else {
        context.out().print(pem);
      }
      context.note("key id " + key.publicIdentity().keyId());
    }
  }
}
