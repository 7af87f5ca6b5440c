package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.UnlockKey;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.io.PrintStream;
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
    if (!unlock.isGiven()) {
      throw CliException.usage(
          "say how the volume is unlocked: --key-file FILE (see 'cofferfs keygen'), --passphrase"
              + " or --passphrase-file SOURCE");
    }
    try (ObjectStore store =
        context
            .stores()
            .open(
                connection.connection(location.bucket(), context.environment()),
                sse.encryption(context))) {
      VolumeObject object = new VolumeObject(store, location.prefix());
      requireNoneAround(store);
      requireNoVolume(object);
      noteOtherObjects(store);
      report(create(object, options));
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

  private void requireNoVolume(VolumeObject object) throws IOException, CliException {
    if (object.exists()) {
      throw alreadyThere();
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

  private VolumeFile create(VolumeObject object, VolumeOptions options)
      throws IOException, CliException {
    List<UnlockKey> keys = unlock.read(context, /* confirm= */ true);
    try {
      VolumeFile volume =
          VolumeFile.create(options, keys.get(0), context.random(), context.clock());
      object.create(volume);
      return volume;
    } catch (ObjectStoreException e) {
      throw e.reason() == Reason.PRECONDITION_FAILED ? alreadyThere() : rethrown(e);
    } finally {
      keys.forEach(UnlockKey::close);
    }
  }

  private static CliException rethrown(ObjectStoreException e) throws ObjectStoreException {
    throw e;
  }

  private void report(VolumeFile volume) {
    PrintStream out = context.out();
    out.println("Volume " + volume.volumeId() + " is at " + location + ".");
    for (SlotInfo slot : volume.slots()) {
      out.println("It is unlocked by: " + slot.type() + " (" + slot.description() + ").");
    }
    out.println("Keep safe, each in a second place: what unlocks it, and a copy of the object");
    out.println(
        "s3://" + location.bucket() + '/' + location.prefix() + VolumeFile.KEY + " (no secret).");
    out.println("Without either of them nobody can read what the volume holds.");
  }
}
