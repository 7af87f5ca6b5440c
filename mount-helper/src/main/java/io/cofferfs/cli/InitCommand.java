package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.NewSlot;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a bucket, or a prefix of one, an encrypted volume. */
@Command(
    name = "init",
    description = "Make a bucket, or a prefix of one, a volume that is encrypted on the client.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InitCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;
  @Mixin private SseOptions sse;
  @Mixin private UnlockOptions unlock;

  @Option(
      names = "--recipient",
      paramLabel = "FILE",
      description = {
        "Someone's public key, whose holder can unlock the volume: X25519 or RSA in PEM, or",
        "ssh-rsa of OpenSSH. May be given several times. With nothing but recipients, you cannot",
        "read yourself what the volume holds, unless one of the private keys is yours."
      })
  private List<Path> recipients = List.of();

  @Parameters(paramLabel = "s3://BUCKET[/PREFIX]", description = "Where the volume will be.")
  private S3Location location;

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      description = "Plaintext per chunk, a power of two from 64 bytes to 16 MiB (64KiB).")
  private ByteSize chunkSize = new ByteSize(VolumeOptions.DEFAULT.chunkSize());

  @Option(
      names = "--encrypt-names",
      description = "Encrypt the names of files and directories too; for good.")
  private boolean encryptNames;

  InitCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    VolumeOptions options = options();
    if (!unlock.isGiven() && recipients.isEmpty()) {
      throw CliException.usage(
          "say how the volume is unlocked: --key-file FILE (see 'cofferfs keygen'), --passphrase,"
              + " --passphrase-file SOURCE, --kms-key-id ID or --recipient FILE");
    }
    Connection reached = connection.connection(location.bucket(), context.environment());
    try (ObjectStore store = context.stores().open(reached, sse.encryption(context))) {
      VolumeObject object = new VolumeObject(store, location.prefix());
      requireNoneAround(store);
      requireNoVolume(object, store);
      noteOtherObjects(store);
      store.probeUnder(location.prefix() + FilePath.PROBES);
      report(create(object, options, unlock.sources(context, reached)));
    }
  }

  private VolumeOptions options() throws CliException {
    long bytes = chunkSize.bytes();
    if (Long.bitCount(bytes) != 1 || bytes < 64 || bytes > 16 << 20) {
      throw CliException.usage(
          "--chunk-size is a power of two from 64 bytes to 16 MiB, not " + chunkSize);
    }
    return new VolumeOptions((int) bytes, encryptNames);
  }

  private void requireNoVolume(VolumeObject object, ObjectStore store)
      throws IOException, CliException {
    if (object.exists()) {
      throw alreadyThere();
    }
    MissingVolume missing = MissingVolume.at(location, store);
    if (missing.isLost()) {
      throw new CliException(
          ExitCode.FAILED,
          missing.explained().getMessage()
              + " (for a new volume, delete .coffer/volume-*.json there first)");
    }
    if (missing.denied().map(S3Location::prefix).equals(Optional.of(location.prefix()))) {
      throw new CliException(
          ExitCode.DENIED,
          "could not see whether an earlier volume has left copies of its volume file at "
              + location
              + " (access denied); let these credentials list what it keeps under .coffer/");
    }
  }

  /** A volume inside of one that encrypts names would not be found, and would tell its names. */
  private void requireNoneAround(ObjectStore store) throws IOException, CliException {
    Optional<Found> around =
        new VolumeLocator(store)
            .find(location)
            .filter(found -> !found.prefix().equals(location.prefix()))
            .filter(found -> found.volume().encryptsNames());
    if (around.isPresent()) {
      throw new CliException(
          ExitCode.FAILED,
          location
              + " lies in the volume s3://"
              + location.bucket()
              + '/'
              + around.get().prefix()
              + ", which encrypts names: there can be no other volume in it");
    }
  }

  private CliException alreadyThere() {
    return new CliException(
        ExitCode.FAILED,
        location + " is a volume already; 'cofferfs inspect " + location + "' describes it");
  }

  private void noteOtherObjects(ObjectStore store) throws IOException {
    ListRequest one = ListRequest.tree(location.prefix()).withMaxKeys(1);
    if (!store.list(one).objects().isEmpty()) {
      context.note(
          "there are objects under "
              + location
              + " already; they stay as they are, and cannot be read through the new volume");
    }
  }

  private VolumeFile create(VolumeObject object, VolumeOptions options, KeySources sources)
      throws IOException, CliException {
    List<NewSlot> slots = slots(sources);
    try {
      VolumeFile volume = VolumeFile.create(options, slots, context.random(), context.clock());
      object.create(volume.toBytes());
      return volume;
    } catch (ObjectStoreException e) {
      throw e.reason() == Reason.PRECONDITION_FAILED ? alreadyThere() : rethrown(e);
    } finally {
      slots.forEach(NewKeyOptions::close);
    }
  }

  private List<NewSlot> slots(KeySources sources) throws IOException, CliException {
    List<NewSlot> slots = new ArrayList<>();
    for (Path recipient : recipients) {
      slots.add(NewSlot.of(KeySources.recipient(recipient)));
    }
    if (unlock.isGiven()) {
      slots.add(0, NewSlot.of(unlock.readNew(sources)));
    }
    return slots;
  }

  private static CliException rethrown(ObjectStoreException e) throws ObjectStoreException {
    throw e;
  }

  private void report(VolumeFile volume) {
    PrintStream out = context.out();
    out.println("Volume " + volume.volumeId() + " is at " + location + ".");
    for (SlotInfo slot : volume.slots()) {
      out.println("It is unlocked by: " + SlotNames.of(slot) + ".");
    }
    if (!unlock.isGiven()) {
      out.println("Only the holders of these private keys can read it; you cannot without one.");
    }
    out.println(
        "Without what unlocks it, or without its volume file, nobody can read what it holds:");
    out.println("keep both safe, each in a second place. For the volume file (sealed already):");
    out.println("  cofferfs key backup " + ShellWord.quote(location.toString()) + " FILE");
  }
}
