package io.cofferfs.cli;

import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  @Option(
      names = "--identity-file",
      paramLabel = "SOURCE",
      description = {
        "The private key that the volume has a recipient slot for (PEM); with --cse s3ec",
        "an RSA key, or a public one to write only;",
        "the same sources as --key-file."
      })
  private Optional<SecretSource> identityFile = Optional.empty();

  @Option(
      names = "--kms-key-id",
      paramLabel = "ID",
      description = "The KMS key that the volume has a slot for: its ARN, id or alias.")
  private Optional<String> kmsKeyId = Optional.empty();

  @Option(
      names = "--kms-endpoint-url",
      paramLabel = "URL",
      description = "The key service, if not AWS itself [env: AWS_ENDPOINT_URL_KMS].")
  private Optional<URI> kmsEndpoint = Optional.empty();

  @Option(
      names = "--volume-fingerprint",
      paramLabel = "HEX",
      description = {
        "Refuse any other volume ('cofferfs key list' with a key shows it). A public key, yours",
        "too, lets anyone make a volume that you can unlock."
      })
  private Optional<String> fingerprint = Optional.empty();

  /** Of the volume that is meant, if that was said. */
  Optional<String> fingerprint() {
    return fingerprint;
  }

  /** Whether a key is named. */
  boolean isGiven() {
    return given() > 0;
  }

  /** Whether only an encrypted volume can be meant. */
  boolean isVolumeMeant() {
    return isGiven() || fingerprint.isPresent();
  }

  Optional<SecretSource> keyFile() {
    return keyFile;
  }

  Optional<SecretSource> identityFile() {
    return identityFile;
  }

  Optional<String> kmsKeyId() {
    return kmsKeyId;
  }

  private long given() {
    return Stream.of(keyFile, passphraseFile, identityFile, kmsKeyId)
            .filter(Optional::isPresent)
            .count()
        + (passphrase ? 1 : 0);
  }

  /** Where the keys of a command come from that has this connection to a bucket. */
  KeySources sources(CommandContext context, Connection connection) throws CliException {
    Optional<URI> url =
        kmsEndpoint.or(() -> context.environment().get("AWS_ENDPOINT_URL_KMS").map(URI::create));
    if (url.isPresent() && !ConnectionOptions.isHttp(url.get())) {
      throw CliException.usage(
          "the KMS endpoint '"
              + url.get()
              + "' is not a URL (write for example https://host:port)");
    }
    return new KeySources(context, connection, url);
  }

  /** The keys to try on this volume, in order; the caller closes them. */
  List<UnlockKey> read(KeySources sources, VolumeFile volume) throws IOException, CliException {
    requireOneSource();
    return readAll(sources, List.of(volume));
  }

  /**
   * The keys of as many sources as are given, to try on these volume files.
   *
   * @param volumes not empty
   */
  List<UnlockKey> readAll(KeySources sources, List<VolumeFile> volumes)
      throws IOException, CliException {
    List<UnlockKey> keys = new ArrayList<>();
    try {
      if (keyFile.isPresent()) {
        keys.addAll(sources.keyFile(keyFile.get()));
      }
      if (identityFile.isPresent()) {
        keys.add(sources.identity(identityFile.get()));
      }
      if (passphraseFile.isPresent()) {
        keys.add(sources.passphrase(passphraseFile.get()));
      }
      if (passphrase) {
        keys.add(sources.askPassphrase());
      }
      if (kmsKeyId.isPresent()) {
        keys.addAll(sources.kmsKeys(kmsKeyId.get(), volumes));
      }
      return keys;
    } catch (IOException | CliException e) {
      keys.forEach(UnlockKey::close);
      throw e;
    }
  }

  /** The key for a slot of a new volume; the caller closes it. */
  UnlockKey readNew(KeySources sources) throws IOException, CliException {
    requireOneSource();
    if (keyFile.isPresent()) {
      return sources.newKeyFileKey(keyFile.get());
    }
    if (kmsKeyId.isPresent()) {
      return sources.newKmsKey(kmsKeyId.get());
    }
    if (passphraseFile.isPresent()) {
      return sources.passphrase(passphraseFile.get());
    }
    return identityFile.isPresent()
        ? sources.identity(identityFile.get())
        : sources.askNewPassphrase();
  }

  void requireOneSource() throws CliException {
    if (given() > 1) {
      throw CliException.usage(
          "give one of --key-file, --passphrase-file, --passphrase, --identity-file and"
              + " --kms-key-id");
    }
  }
}
