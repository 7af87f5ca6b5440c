package io.cofferfs.cli;

import io.cofferfs.crypto.NewSlot;
import io.cofferfs.crypto.SlotKey;
import io.cofferfs.crypto.UnlockKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What a new slot is for. */
final class NewKeyOptions {
  @Option(
      names = "--new-key-file",
      paramLabel = "KEY",
      description = "A key file; the same sources as --key-file (see 'cofferfs keygen').")
  private Optional<SecretSource> keyFile = Optional.empty();

  @Option(
      names = "--new-passphrase-file",
      paramLabel = "SOURCE",
      description = "A passphrase; the same sources as --key-file.")
  private Optional<SecretSource> passphraseFile = Optional.empty();

  @Option(
      names = "--new-passphrase",
      description = "A passphrase that is asked for, twice, on the terminal.")
  private boolean passphrase;

  @Option(
      names = "--new-kms-key-id",
      paramLabel = "ID",
      description = "A KMS key: its ARN, id or alias.")
  private Optional<String> kmsKeyId = Optional.empty();

  @Option(
      names = {"--recipient", "--new-recipient"},
      paramLabel = "FILE",
      description = "Someone's public key: X25519 or RSA in PEM, or ssh-rsa of OpenSSH.")
  private Optional<Path> recipient = Optional.empty();

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "What the list shall call it. Whoever sees the bucket can read this.")
  private Optional<String> label = Optional.empty();

  boolean isGiven() {
    return given() > 0 || label.isPresent();
  }

  private long given() {
    return Stream.of(keyFile, passphraseFile, kmsKeyId, recipient)
            .filter(Optional::isPresent)
            .count()
        + (passphrase ? 1 : 0);
  }

  /** Before anything is asked for or fetched. */
  void requireGiven() throws CliException {
    if (given() != 1) {
      throw CliException.usage(
          "say what the new slot is for, with one of --new-key-file, --new-passphrase,"
              + " --new-passphrase-file, --new-kms-key-id and --recipient");
    }
    requirePrintable();
  }

  /** The slot to make, whose key the caller closes. */
  NewSlot read(KeySources sources) throws IOException, CliException {
    return new NewSlot(key(sources), label);
  }

  static void close(NewSlot slot) {
    if (slot.key() instanceof UnlockKey secret) {
      secret.close();
    }
  }

  private SlotKey key(KeySources sources) throws IOException, CliException {
    if (keyFile.isPresent()) {
      return sources.newKeyFileKey(keyFile.get());
    }
    if (passphraseFile.isPresent()) {
      return sources.passphrase(passphraseFile.get());
    }
    if (kmsKeyId.isPresent()) {
      return sources.newKmsKey(kmsKeyId.get());
    }
    return recipient.isPresent()
        ? KeySources.recipient(recipient.get())
        : sources.askNewPassphrase();
  }

  private void requirePrintable() throws CliException {
    if (label.isPresent() && !label.get().matches("[ -~]{1,64}")) {
      throw CliException.usage("--label is 1 to 64 characters of printable ASCII");
    }
  }
}
