package io.cofferfs.cli.mount;

import io.cofferfs.fs.namespace.MoveOwners;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.read.BlockReader;
import io.cofferfs.fs.read.DiskSettings;
import io.cofferfs.fs.read.ReadSettings;
import io.cofferfs.fs.read.VerifiedCopies;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.PendingFile;
import io.cofferfs.fs.vfs.VolumeTree;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.fs.write.FileWriters;
import io.cofferfs.fs.write.WriteSettings;
import io.cofferfs.fs.write.WriteTarget;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A volume with all its layers: the one place where they are put together. */
public final class OpenVolume implements StatusSocket.Source, AutoCloseable {
  // Of each kind. Twice the processors would starve a fast link, and more connections than this
  // gain nothing on any store measured.
  private static final int PARALLEL_TRANSFERS = 16;

  // Of files that were read and closed: worth their room on the disk while they may be read again.
  private static final long IDLE_COPIES_BYTES = 1L << 30;

  private final Namespace namespace;
  private final ContentOpener contents;
  private final StagingArea staging;
  private final Optional<DiskSettings> disk;
  private final FileWriters writers;
  private final VolumeTree tree;
  private final long memoryBytes;
  private final boolean hidesNames;

  private OpenVolume(
      Place place,
      VolumeSettings settings,
      StagingArea staging,
      Optional<DiskSettings> disk,
      Namespace.Owned owned) {
    Clock clock = owned.clock();
    this.staging = staging;
    this.disk = disk;
    this.memoryBytes = settings.memoryBytes();
    this.hidesNames = place.keys().hidesNames();
    // Half of what reading gets is for what is read ahead, and that bounds how many connections a
    // reader keeps busy.
    long readBytes = settings.memoryBytes() / 2;
    long writeBytes = settings.memoryBytes() - readBytes;
    contents = contents(place, staging, disk, readBytes);
    namespace =
        new Namespace(
            place.store(),
            place.codec(),
            place.keys(),
            settings.namespace(),
            owned.withDeliveries(contents.deliveries()));
    writers =
        new FileWriters(
            new WriteTarget(place.store(), place.codec(), place.keys(), contents),
            staging,
            writeSettings(settings, place.codec(), writeBytes));
    tree = new VolumeTree(namespace, contents, writers, settings.tree(), clock);
  }

  /** Bodies that are one message must be read whole, before any of it can be believed. */
  private static ContentOpener contents(
      Place place, StagingArea staging, Optional<DiskSettings> disk, long memoryBytes) {
    if (place.codec() instanceof S3ecCodec whole) {
      return new VerifiedCopies(place.store(), whole, staging, IDLE_COPIES_BYTES);
    }
    ReadSettings settings = ReadSettings.of(memoryBytes, PARALLEL_TRANSFERS);
    return disk.isPresent()
        ? new BlockReader(place.store(), place.codec(), settings, disk.get())
        : new BlockReader(place.store(), place.codec(), settings);
  }

  private static WriteSettings writeSettings(
      VolumeSettings settings, VolumeCodec codec, long writeBytes) {
    WriteSettings usual =
        WriteSettings.defaults(PARALLEL_TRANSFERS / 2, writeBytes, HostName.ofThisMachine());
    return settings.strict() && codec instanceof CofferCodec
        ? usual.withInPlace(Optional.empty())
        : usual;
  }

  /** Where a volume is, and how it is stored; these stay the caller's to close. */
  public record Place(ObjectStore store, VolumeCodec codec, KeySpace keys) {}

  /** A volume for one command, which knows of no mount on this machine. */
  public static OpenVolume open(
      Place place, VolumeSettings settings, SecureRandom random, Clock clock) throws IOException {
    return open(place, settings, random, new Namespace.Owned(clock, MoveOwners.alone()));
  }

  public static OpenVolume open(
      Place place, VolumeSettings settings, SecureRandom random, Namespace.Owned owned)
      throws IOException {
    StagingSettings limits = StagingSettings.DEFAULT.withDiskBytes(settings.stagingBytes());
    StagingArea staging = StagingArea.open(settings.stagingDirectory(), random, limits);
    try {
      Optional<DiskSettings> disk = disk(place, settings, random, owned.clock());
      return new OpenVolume(place, settings, staging, disk, owned);
    } catch (IOException e) {
      staging.close();
      throw e;
    }
  }

  /** What verifies as a whole only is in staging already. */
  private static Optional<DiskSettings> disk(
      Place place, VolumeSettings settings, SecureRandom random, Clock clock) throws IOException {
    boolean useful = !(place.codec() instanceof S3ecCodec);
    return useful && settings.cache().isPresent()
        ? Optional.of(DiskCaches.open(settings.cache().get(), place.codec(), random, clock))
        : Optional.empty();
  }

  /** Ends what mounts that died have left half done in the bucket. */
  public void recover() {
    namespace.recoverMoves();
  }

  public FileTree tree() {
    return tree;
  }

  /** What is not in the bucket yet, of what was written. */
  @Override
  public Pending pending() {
    List<PendingFile> files = tree.pendingFiles();
    List<String> names =
        hidesNames ? List.of() : files.stream().map(PendingFile::path).sorted().toList();
    long bytes = files.stream().mapToLong(PendingFile::length).sum();
    return new Pending(files.size(), bytes, writers.uploadsUnderWay(), names);
  }

  /** Brings everything that was written into the bucket, whatever is open. */
  public void commitAll() throws IOException {
    tree.commitAll();
  }

  /** How busy it is right now, by names that stay the same; sizes are in bytes. */
  @Override
  public Map<String, Long> gauges() {
    Map<String, Long> gauges = new LinkedHashMap<>();
    gauges.put("open_files", (long) tree.openFileCount());
    gauges.put("changing_files", (long) tree.changingFileCount());
    Pending pending = pending();
    gauges.put("pending_files", pending.files());
    gauges.put("pending_bytes", pending.bytes());
    gauges.put("pending_uploads", pending.uploads());
    gauges.put("pending_removals", (long) tree.removalsDue());
    gauges.put("cached_bytes", contents.cachedBytes());
    gauges.put("memory_bytes", memoryBytes);
    disk.ifPresent(cache -> gauges.put("disk_cached_bytes", cache.cache().bytes()));
    return gauges;
  }

  /** Commits what open files still hold, then ends every layer. */
  @Override
  public void close() throws IOException {
    try (namespace;
        staging;
        contents;
        writers) {
      tree.close();
    }
  }
}
