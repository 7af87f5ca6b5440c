package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.KmsKey;
import io.cofferfs.crypto.Passphrase;
import io.cofferfs.crypto.PrivateIdentity;
import io.cofferfs.crypto.PublicIdentity;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.s3ec.DataKeyService;
import io.cofferfs.fs.kms.KeyName;
import io.cofferfs.fs.kms.Kms;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fetches the keys that the options of a command name; the caller closes what it gets. */
final class KeySources {
  private final CommandContext context;
  private final Connection connection;
  private final Optional<URI> kmsEndpoint;

  /**
   * @param connection whose credentials and region a key service is asked with
   */
  KeySources(CommandContext context, Connection connection, Optional<URI> kmsEndpoint) {
    this.context = context;
    this.connection = connection;
    this.kmsEndpoint = kmsEndpoint;
  }

  /** The keys of a key file, the write key first. */
  List<UnlockKey> keyFile(SecretSource source) throws IOException, CliException {
    return context.secrets().keys(source).stream().<UnlockKey>map(KeyFileKey::new).toList();
  }

  /** The write key of a key file. */
  UnlockKey newKeyFileKey(SecretSource source) throws IOException, CliException {
    List<SecretBytes> keys = context.secrets().keys(source);
    keys.subList(1, keys.size()).forEach(SecretBytes::close);
    return new KeyFileKey(keys.get(0));
  }

  UnlockKey passphrase(SecretSource source) throws IOException, CliException {
    return new Passphrase(context.secrets().passphrase(source));
  }

  UnlockKey askPassphrase() throws IOException, CliException {
    return new Passphrase(new PassphrasePrompt(context).ask());
  }

  UnlockKey askNewPassphrase() throws IOException, CliException {
    return new Passphrase(new PassphrasePrompt(context).askNew());
  }

  PrivateIdentity identity(SecretSource source) throws IOException, CliException {
    return context.secrets().identity(source);
  }

  /**
   * The key of a service for the slots that may be meant. No request is made yet.
   *
   * @param volumes not empty
   * @throws CliException if none has such a slot
   */
  List<UnlockKey> kmsKeys(String name, List<VolumeFile> volumes) throws IOException, CliException {
    Kms kms = kms(name);
    List<UnlockKey> keys =
        volumes.stream()
            .flatMap(volume -> volume.slots().stream())
            .filter(slot -> slot.type().equals(SlotInfo.KMS))
            .flatMap(slot -> slot.keyId().stream())
            .filter(stored -> KeyName.mayMean(name, stored))
            .distinct()
            .<UnlockKey>map(stored -> new KmsKey(new NamedByUser(kms, name), stored))
            .toList();
    if (keys.isEmpty()) {
      VolumeFile volume = volumes.get(0);
      throw new CliException(
          ExitCode.DENIED,
          "volume "
              + volume.volumeId()
              + " has no slot for KMS key "
              + name
              + "; it wants "
              + SlotNames.of(volume));
    }
    return keys;
  }

  /** The key of a service for a new slot, which will know it by its full name. */
  UnlockKey newKmsKey(String name) throws IOException, CliException {
    Kms kms = kms(name);
    return new KmsKey(kms, kms.fullName(name));
  }

  /** The service that wraps data keys under the key of this name. No request is made yet. */
  DataKeyService dataKeys(String name) throws IOException, CliException {
    return kms(name);
  }

  private Kms kms(String name) throws IOException, CliException {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw CliException.usage("'" + name + "' is not the id, ARN or alias of a KMS key");
    }
    return context.kms().open(connection, kmsEndpoint);
  }

  /** A public key, which is no secret. */
  static PublicIdentity recipient(Path file) throws IOException, CliException {
    try (InputStream stream = Files.newInputStream(file)) {
      return PublicIdentity.parse(stream.readNBytes(PublicIdentity.MAX_TEXT_BYTES + 1));
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.DENIED, file + " cannot be a recipient: " + e.getMessage(), e);
    }
  }
}
