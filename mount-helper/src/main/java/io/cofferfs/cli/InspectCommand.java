package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.ObjectMetadata;
import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.fs.volume.CofferCodec;
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
      describeVolumeAndObject(store, findings, objectEncryption(bucket));
      describeBucket(sse(bucket, store), findings);
    }
    if (json) {
      findings.printJson(context.out());
    } else {
      findings.print(context.out());
    }
  }

  /** Empty where the location names no object. */
  private Optional<StoredEncryption> objectEncryption(Bucket bucket) throws IOException {
    if (location.path().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(bucket.encryptionOf(location.path()));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void describeVolumeAndObject(
      ObjectStore store, Findings findings, Optional<StoredEncryption> encryption)
      throws IOException, CliException {
    Optional<Found> found;
    try {
      found = new VolumeLocator(store).find(location);
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.WRONG_CUSTOMER_KEY) {
        throw e;
      }
      findings.add("cse", "unknown: what would tell is under a customer key (--sse c)");
      encryption.ifPresent(known -> describeEncryption(known, findings));
      return;
    }
    boolean isRoot = found.isPresent() && found.get().prefix().equals(location.prefix());
    if (encryption.isEmpty() && !isRoot) {
      requireSomething(store);
    }
    describe(found, encryption.isPresent() ? object(store) : Optional.empty(), findings);
    encryption.ifPresent(known -> describeEncryption(known, findings));
  }

  /** Empty where the object cannot be looked at without its customer key. */
  private Optional<ObjectInfo> object(ObjectStore store) throws IOException {
    try {
      return Optional.of(store.head(location.path()));
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.WRONG_CUSTOMER_KEY) {
        context.note("the object is under a customer key, and none that fits was given (--sse c)");
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void describeEncryption(StoredEncryption encryption, Findings findings) {
    findings.add("object encryption", algorithm(encryption));
    encryption.kmsKeyId().ifPresent(id -> findings.add("object kms key", id));
  }

  private static String algorithm(StoredEncryption encryption) {
    return encryption.isEncrypted() ? encryption.algorithm() : "none";
  }

  private BucketSse sse(Bucket bucket, ObjectStore store) throws IOException {
    BucketSse asked = BucketSse.ask(bucket, store, location.path());
    return !asked.isKnown() && probe ? BucketSse.probe(bucket, store, location.prefix()) : asked;
  }

  private void describeBucket(BucketSse sse, Findings findings) {
    findings.add(
        "bucket encryption",
        switch (sse.state()) {
          case ENCRYPTED -> sse.encryption().map(InspectCommand::algorithm).orElse("unknown");
          case UNENCRYPTED -> "none";
          case UNKNOWN -> "unknown";
        });
    findings.add("according to", sse.evidence());
    sse.encryption()
        .flatMap(StoredEncryption::kmsKeyId)
        .ifPresent(id -> findings.add("bucket kms key", id));
    sse.rule().ifPresent(rule -> describeRule(rule, findings));
    if (!sse.isKnown() && !probe) {
      context.note(
          "only an object can tell how the server encrypts this bucket, and there is none to look"
              + " at; --probe writes a small one and removes it");
    }
  }

  private static void describeRule(EncryptionRule rule, Findings findings) {
    if (rule.bucketKey()) {
      findings.add("bucket key", "yes");
    }
    if (rule.blocksCustomerKeys()) {
      findings.add("sse-c", "blocked; 'cofferfs bucket allow-sse-c' allows it");
    } else if (rule.allowsCustomerKeys()) {
      findings.add("sse-c", "allowed");
    }
  }

  private void requireSomething(ObjectStore store) throws IOException, CliException {
    boolean isEmpty =
        store.list(ListRequest.tree(location.prefix()).withMaxKeys(1)).objects().isEmpty();
    if (isEmpty && !location.prefix().isEmpty()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is nothing at " + location);
    }
  }

  private void describe(Optional<Found> found, Optional<ObjectInfo> object, Findings findings)
      throws IOException, CliException {
    findings.add("cse", found.isPresent() ? "coffer" : "none");
    if (found.isEmpty()) {
      object.ifPresent(info -> describeStored(info, findings));
      return;
    }
    VolumeFile volume = found.get().volume();
    describeVolume(found.get(), findings);
    object.ifPresent(info -> describeStored(info, findings));
    if (options.isUnlockGiven()) {
      try (VolumeKeys keys = options.unlock(volume, context)) {
        findings.add("volume authentic", "yes");
        findings.add("current epoch", keys.currentEpoch());
        if (object.isPresent()) {
          describeSealed(object.get(), found.get().prefix(), keys, findings);
        }
      }
    }
  }

  private void describeVolume(Found found, Findings findings) {
    VolumeFile volume = found.volume();
    findings.add("volume", "s3://" + location.bucket() + '/' + found.prefix());
    findings.add("volume id", volume.volumeId());
    findings.add("format", "coffer " + volume.formatVersion());
    findings.add("chunk size", volume.chunkSize());
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
    findings.add("length", keys.geometry().plaintextLength(info.length()));
    String sealed = info.metadata().get(CofferCodec.METADATA_NAME);
    if (sealed == null) {
      return;
    }
    String path = info.key().substring(prefix.length());
    ObjectMetadata metadata = keys.metadata().open(sealed, path);
    findings.add("metadata authentic", "yes");
    findings.add("object id", metadata.objectId().toString());
    findings.add("epoch", metadata.epoch());
    findings.add("mode", String.format("%06o", metadata.file().mode()));
    findings.add("mtime", metadata.file().mtime().toInstant().toString());
  }
}
