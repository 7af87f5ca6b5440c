package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which volume is meant, how to reach it, and how it is encrypted. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VolumeOptionGroup {
  @Mixin private ConnectionOptions connection;
  @Mixin private SseOptions sse;
  @Mixin private UnlockOptions unlock;
  @Mixin private CryptoOptions crypto;

  @Option(
      names = "--cse",
      paramLabel = "none|coffer|s3ec",
      description = {
        "Encryption on the client (coffer where there is a volume, else none).",
        "s3ec: objects as the Amazon S3 Encryption Client has them."
      })
  private Optional<CseChoice> cse = Optional.empty();

  @Option(
      names = "--require-binding",
      description = "Refuse objects without authenticated metadata, as other tools leave them.")
  private boolean requireBinding;

  @Option(
      names = "--cse-strict",
      description = "Write every changed file whole: no encrypted object is changed in place.")
  private boolean strict;

  @Option(
      names = "--s3ec-require-commitment",
      description =
          "With --cse s3ec: refuse objects without key commitment, as older clients write.")
  private boolean requireCommitment;

  @Option(
      names = "--s3ec-legacy",
      description = {
        "With --cse s3ec: read objects of clients of 2020 and before too, which nothing",
        "authenticates: whoever can write to the bucket can change them unseen."
      })
  private boolean legacy;

  /** What a command is going to do. */
  enum Intent {
    READ,
    WRITE
  }

  boolean isBindingRequired() {
    return requireBinding;
  }

  boolean isStrict() {
    return strict;
  }

  /** Whether objects are read whose lengths their sizes do not tell. */
  boolean isLegacyRead() {
    return legacy;
  }

  /** Whether what is stored is meant, and not what it stands for. */
  boolean isAsStored() {
    return cse.equals(Optional.of(CseChoice.NONE));
  }

  /** Whether the volume is to be unlocked: a fingerprint alone demands that as well. */
  boolean isUnlockWanted() {
    return unlock.isVolumeMeant();
  }

  VolumeKeys unlock(VolumeFile file, CommandContext context) throws IOException, CliException {
    // A key service is not asked about a bucket.
    Connection anyBucket = connection.connection("", context.environment());
    return new VolumeUnlock(context, unlock, anyBucket).unlock(file, crypto.provider());
  }

  ObjectStore connect(S3Location location, CommandContext context)
      throws IOException, CliException {
    return context
        .stores()
        .open(
            connection.connection(location.bucket(), context.environment()),
            sse.encryption(context));
  }

  /** For the bucket as a whole. */
  Bucket connectToBucket(S3Location location, CommandContext context)
      throws IOException, CliException {
    return context
        .stores()
        .openBucket(connection.connection(location.bucket(), context.environment()));
  }

  /** How these options reach one place, and others another one. */
  MigrationRoute.Within within(
      S3Location mine, VolumeOptionGroup other, S3Location theirs, CommandContext context)
      throws IOException, CliException {
    Connection here = connection.connection(mine.bucket(), context.environment());
    Connection there = other.connection.connection(theirs.bucket(), context.environment());
    boolean oneBucket =
        here.bucket().equals(there.bucket()) && here.endpoint().equals(there.endpoint());
    // Customer keys are never equal to others, so that with them nothing is taken to be alike.
    boolean alike =
        here.equals(there) && sse.encryption(context).equals(other.sse.encryption(context));
    if (!oneBucket) {
      return MigrationRoute.Within.TWO_BUCKETS;
    }
    return alike ? MigrationRoute.Within.ONE_BUCKET_ALIKE : MigrationRoute.Within.ONE_BUCKET;
  }

  /** Opens the volume that begins at this location, and none that it only lies in. */
  VolumeAccess openRoot(S3Location location, CommandContext context, Intent intent)
      throws IOException, CliException {
    VolumeAccess access = open(location, context, intent, VolumeOptionGroup::findRoot);
    if (access.keys().isPresent() && !access.prefix().equals(location.prefix())) {
      access.close();
      throw new CliException(
          ExitCode.FAILED,
          location
              + " lies in the volume s3://"
              + location.bucket()
              + '/'
              + access.prefix()
              + "; use that as a whole");
    }
    return access;
  }

  /** Opens the volume that the location lies in; without one, that is the whole bucket. */
  VolumeAccess open(S3Location location, CommandContext context, Intent intent)
      throws IOException, CliException {
    return open(location, context, intent, VolumeLocator::find);
  }

  /** Where to look for a volume. */
  private interface Search {
    Optional<Found> find(VolumeLocator locator, S3Location location) throws IOException;
  }

  private static Optional<Found> findRoot(VolumeLocator locator, S3Location location)
      throws IOException {
    Optional<Found> root = locator.at(location);
    boolean isAll = root.isPresent() || location.prefix().isEmpty();
    return isAll ? root : locator.find(location);
  }

  private VolumeAccess open(
      S3Location location, CommandContext context, Intent intent, Search search)
      throws IOException, CliException {
    requireSense();
    // Before the first connection, for its TLS.
    crypto.provider();
    ObjectStore store = connect(location, context);
    try {
      VolumeLocator locator = new VolumeLocator(store);
      Optional<Found> found = search.find(locator, location);
      if (isOfEncryptionClient()) {
        return openS3ec(store, location, found, context);
      }
      requireNoPlaintextInto(location, found, intent);
      if (found.isEmpty()) {
        requireNoneLost(location, store, intent);
        requireAllSeen(location, locator, intent);
      }
      if (found.isEmpty() || isAsStored()) {
        return new VolumeAccess(store, "", Optional.empty());
      }
      VolumeKeys keys = unlock(found.get().volume(), context);
      return new VolumeAccess(store, found.get().prefix(), Optional.of(keys));
    } catch (IOException | CliException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private VolumeAccess openS3ec(
      ObjectStore store, S3Location location, Optional<Found> found, CommandContext context)
      throws IOException, CliException {
    if (found.isPresent()) {
      throw new CliException(
          ExitCode.FAILED, location + " is an encrypted volume, which --cse s3ec cannot read");
    }
    Connection connected = connection.connection(location.bucket(), context.environment());
    S3ecUnlock keys = new S3ecUnlock(context, unlock, connected);
    return VolumeAccess.ofEncryptionClient(store, keys.keys(accepted()));
  }

  private Accepted accepted() {
    if (legacy) {
      return Accepted.LEGACY;
    }
    return requireCommitment ? Accepted.COMMITTED : Accepted.AUTHENTICATED;
  }

  /** What to tell who is about to write, and may think that there is a volume. */
  Optional<String> warning(S3Location location, VolumeAccess access) {
    boolean unawares = access.keys().isEmpty() && cse.isEmpty();
    return unawares
        ? Optional.of(
            "not encrypted on the client: there is no volume at "
                + location
                + "; cofferfs init makes one")
        : Optional.empty();
  }

  /** A store that hides the volume file must not get to see what is meant to be encrypted. */
  private void requireNoneLost(S3Location location, ObjectStore store, Intent intent)
      throws IOException, CliException {
    boolean wanted = isVolumeWanted();
    boolean unawares = cse.isEmpty() && intent == Intent.WRITE;
    if (wanted || unawares) {
      MissingVolume missing = MissingVolume.at(location, store);
      if (wanted || missing.isLost()) {
        throw missing.explained();
      }
      if (missing.denied().isPresent()) {
        throw unseen(location, missing.denied().get(), "list what it keeps under .coffer/");
      }
    }
  }

  /** Whether a place without a volume cannot be what is meant. */
  private boolean isVolumeWanted() {
    return cse.equals(Optional.of(CseChoice.COFFER))
        || unlock.isVolumeMeant()
        || requireBinding
        || strict;
  }

  /** Nor must one whose volume file these credentials may not read. */
  private void requireAllSeen(S3Location location, VolumeLocator locator, Intent intent)
      throws CliException {
    boolean unawares = cse.isEmpty() && intent == Intent.WRITE;
    if (unawares && locator.denied().isPresent()) {
      S3Location denied = new S3Location(location.bucket(), locator.denied().get());
      throw unseen(location, denied, "read its " + VolumeFile.KEY);
    }
  }

  private static CliException unseen(S3Location location, S3Location denied, String remedy) {
    return new CliException(
        ExitCode.DENIED,
        "could not see whether "
            + location
            + " lies in an encrypted volume (access to "
            + denied
            + " denied); let these credentials "
            + remedy
            + ", or say --cse none");
  }

  /** What to find out about a bucket that nobody has waited for. */
  Optional<BucketNotice> notice(S3Location location, VolumeAccess access, CommandContext context) {
    if (sse.isCustomerKeys()) {
      return Optional.of(
          BucketNotice.ofBlockedCustomerKeys(
              location.bucket(), () -> connectToBucket(location, context)));
    }
    boolean unawares = access.keys().isEmpty() && cse.isEmpty() && !sse.isGiven();
    return unawares
        ? Optional.of(
            BucketNotice.ofNoEncryption(
                access.store(), location.prefix(), () -> connectToBucket(location, context)))
        : Optional.empty();
  }

  /** What dead mounts have left there of files that never became visible. */
  AbandonedUploads abandonedUploads(
      S3Location location, VolumeAccess access, CommandContext context) {
    return new AbandonedUploads(
        access.store(),
        location.prefix(),
        access.keys().isPresent() ? AbandonedUploads.OF_A_VOLUME : AbandonedUploads.ANYWHERE,
        () -> connectToBucket(location, context));
  }

  private boolean isOfEncryptionClient() {
    return cse.equals(Optional.of(CseChoice.S3EC));
  }

  private void requireSense() throws CliException {
    boolean pinned = unlock.fingerprint().isPresent();
    if (isAsStored()) {
      refuse(unlock.isGiven(), "a key makes no sense with --cse none");
      refuse(pinned, "--volume-fingerprint makes no sense with --cse none");
      refuse(requireBinding, "--require-binding makes no sense with --cse none");
      refuse(strict, "--cse-strict makes no sense with --cse none");
    }
    if (isOfEncryptionClient()) {
      refuse(pinned, "--volume-fingerprint makes no sense with --cse s3ec");
      refuse(requireBinding, "--require-binding makes no sense with --cse s3ec");
      refuse(strict, "--cse-strict makes no sense with --cse s3ec, which has no other way");
      refuse(
          requireCommitment && legacy,
          "--s3ec-legacy and --s3ec-require-commitment contradict each other");
    } else {
      refuse(legacy, "--s3ec-legacy makes sense with --cse s3ec only");
      refuse(requireCommitment, "--s3ec-require-commitment makes sense with --cse s3ec only");
    }
  }

  private static void refuse(boolean given, String message) throws CliException {
    if (given) {
      throw CliException.usage(message);
    }
  }

  private void requireNoPlaintextInto(S3Location location, Optional<Found> found, Intent intent)
      throws CliException {
    if (found.isPresent() && isAsStored() && intent == Intent.WRITE) {
      throw new CliException(
          ExitCode.FAILED,
          location
              + " is an encrypted volume: --cse none would write unencrypted files into it"
              + " (--read-only allows a look at what is stored)");
    }
  }
}
