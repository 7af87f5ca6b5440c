package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.ObjectMetadata;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how something is encrypted. */
@Command(
    name = "inspect",
    description = {
      "Tell how a bucket, volume or object is encrypted.",
      "No key is needed; with one, the volume and the object's metadata are authenticated too."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InspectCommand extends Subcommand {
  @Mixin private VolumeOptionGroup options;

  @Parameters(paramLabel = "s3://BUCKET[/PATH]", description = "What to look at.")
  private S3Location location;

  @Option(
      names = "--probe",
      description = "Write a small object and remove it, to see how the server encrypts it.")
  private boolean probe;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  InspectCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    Findings findings = new Findings();
    findings.add("location", location.toString());
    try (ObjectStore store = options.connect(location, context);
        Bucket bucket = options.connectToBucket(location, context)) {
      ServerFindings server = new ServerFindings(bucket, findings);
      String key = describeVolumeAndObject(store, server, findings);
      BucketSse sse = sse(bucket, store, key);
      server.describe(sse);
      if (!sse.isKnown() && !probe) {
        context.note(
            "only an object can tell how the server encrypts this bucket, and there is none to"
                + " look at; --probe writes a small one and removes it");
      }
    }
    if (json) {
      findings.printJson(context.out());
    } else {
      findings.print(context.out());
    }
  }

  private BucketSse sse(Bucket bucket, ObjectStore store, String key) throws IOException {
    BucketSse asked = BucketSse.ask(bucket, store, key);
    return !asked.isKnown() && probe ? BucketSse.probe(bucket, store, location.prefix()) : asked;
  }

  /** Returns the key that the location names in the bucket. */
  private String describeVolumeAndObject(
      ObjectStore store, ServerFindings server, Findings findings)
      throws IOException, CliException {
    Optional<Found> found;
    try {
      found = new VolumeLocator(store).find(location);
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.WRONG_CUSTOMER_KEY) {
        throw e;
      }
      findings.add("cse", "unknown: what would tell is under a customer key (--sse c)");
      server.encryptionOf(location.path()).ifPresent(server::describe);
      return location.path();
    }
    Optional<VolumeKeys> keys = keys(found);
    try {
      String key = key(found, keys);
      Optional<StoredEncryption> encryption = server.encryptionOf(key);
      boolean isRoot = found.isPresent() && found.get().prefix().equals(location.prefix());
      if (encryption.isEmpty() && !isRoot) {
        requireSomething(store, key);
      }
      Optional<ObjectInfo> object = encryption.isPresent() ? object(store, key) : Optional.empty();
      Optional<EnvelopeFindings> envelope =
          found.isEmpty() && object.isPresent()
              ? Optional.of(EnvelopeFindings.of(store, object.get()))
                  .filter(EnvelopeFindings::isPresent)
              : Optional.empty();
      findings.add("cse", envelope.isPresent() ? "s3ec" : found.isPresent() ? "coffer" : "none");
      describe(found, object, keys, findings);
      envelope.ifPresent(headers -> headers.addTo(findings));
      encryption.ifPresent(server::describe);
      return key;
    } finally {
      keys.ifPresent(VolumeKeys::close);
    }
  }

  private Optional<VolumeKeys> keys(Optional<Found> found) throws IOException, CliException {
    return found.isPresent() && options.isUnlockWanted()
        ? Optional.of(options.unlock(found.get().volume(), context))
        : Optional.empty();
  }

  private void describe(
      Optional<Found> found,
      Optional<ObjectInfo> object,
      Optional<VolumeKeys> keys,
      Findings findings)
      throws IOException {
    found.ifPresent(volume -> describeVolume(volume, findings));
    object.ifPresent(info -> describeStored(info, findings));
    if (keys.isPresent()) {
      findings.add("volume authentic", "yes");
      findings.add("current epoch", keys.get().currentEpoch());
      if (object.isPresent()) {
        describeSealed(object.get(), found.orElseThrow().prefix(), keys.get(), findings);
      }
    }
  }

  /** The key to ask for. A name that the volume hides is never asked for as it is. */
  private String key(Optional<Found> found, Optional<VolumeKeys> keys)
      throws IOException, CliException {
    if (found.isEmpty()) {
      return location.path();
    }
    LocatedKey key = new LocatedKey(location, found.get());
    if (keys.isPresent()) {
      return key.in(keys.get());
    }
    if (key.isSealed() && !options.isAsStored()) {
      throw new CliException(
          ExitCode.DENIED,
          "the volume encrypts names; give its key, or --cse none with the object's key in the"
              + " bucket");
    }
    return location.path();
  }

  /** Empty where the object cannot be looked at without its customer key. */
  private Optional<ObjectInfo> object(ObjectStore store, String key) throws IOException {
    try {
      return Optional.of(store.head(key));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.WRONG_CUSTOMER_KEY) {
        context.note("the object is under a customer key, and none that fits was given (--sse c)");
        return Optional.empty();
      }
      throw e;
    }
  }

  private void requireSomething(ObjectStore store, String key) throws IOException, CliException {
    String prefix = key.isEmpty() || key.endsWith("/") ? key : key + '/';
    boolean isEmpty = store.list(ListRequest.tree(prefix).withMaxKeys(1)).objects().isEmpty();
    if (isEmpty && !prefix.isEmpty()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is nothing at " + location);
    }
  }

  private void describeVolume(Found found, Findings findings) {
    VolumeFile volume = found.volume();
    findings.add("volume", "s3://" + location.bucket() + '/' + found.prefix());
    findings.add("volume id", volume.volumeId());
    findings.add("format", "coffer " + volume.formatVersion());
    findings.add("chunk size", volume.chunkSize());
    findings.add("names", volume.encryptsNames() ? "encrypted" : "plain");
    List<SlotInfo> slots = volume.slots();
    for (SlotInfo slot : slots) {
      findings.add(
          "slot " + slot.id(),
          slot.type() + " (" + slot.description() + "), made " + slot.created());
    }
  }

  private static void describeStored(ObjectInfo info, Findings findings) {
    findings.add("object length", info.length());
    findings.add("etag", info.etag().value());
    findings.add("last modified", info.lastModified().toString());
    findings.add("storage class", info.storageClass());
    findings.add(
        "sealed metadata", info.metadata().containsKey(CofferCodec.METADATA_NAME) ? "yes" : "no");
  }

  private static void describeSealed(
      ObjectInfo info, String prefix, VolumeKeys keys, Findings findings) throws CofferException {
    String path = new KeySpace(prefix, NameMapping.of(keys.names())).read(info.key()).path();
    if (keys.names().isPresent()) {
      findings.add("key", info.key());
      findings.add("path", path);
    }
    findings.add("length", keys.geometry().plaintextLength(info.length()));
    String sealed = info.metadata().get(CofferCodec.METADATA_NAME);
    if (sealed == null) {
      return;
    }
    ObjectMetadata metadata = keys.metadata().open(sealed, path);
    findings.add("metadata authentic", "yes");
    findings.add("object id", metadata.objectId().toString());
    findings.add("epoch", metadata.epoch());
    findings.add("mode", String.format("%06o", metadata.file().mode()));
    findings.add("mtime", metadata.file().mtime().toInstant().toString());
  }
}
