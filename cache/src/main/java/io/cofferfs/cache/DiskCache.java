package io.cofferfs.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Segments of contents in a local directory, within a bound in bytes. What it holds is opaque: who
 * uses it sees to it that nothing in there is secret, and that what comes back can be told from
 * what was damaged. It outlives the process, and several processes may share a directory.
 *
 * <p>When room is needed, the segments longest unused go. Of what other processes add it learns by
 * looking at the directory again, each time it has itself written an eighth of its bound: that much
 * the directory may be larger for each process that uses it. Thread-safe.
 */
public final class DiskCache implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{8,128}");
  private static final int SHARD_DIGITS = 2;

  /** How exact the order of use is that outlives the process: a touch is a write, too. */
  private static final Duration TOUCH_INTERVAL = Duration.ofMinutes(10);

  /** The look around begins anew after this part of the bound was written. */
  private static final int SCAN_FRACTION = 8;

  private final Path directory;
  private final Clock clock;
  private final SegmentIndex index;
  private final Optional<PassingDirectory> passing;
  private final long scanBytes;
  private long writtenSinceScan;
  private boolean scanning;

  private DiskCache(
      Path directory, long maxBytes, Clock clock, Optional<PassingDirectory> passing) {
    this.passing = passing;
    this.directory = directory;
    this.clock = clock;
    this.index = new SegmentIndex(maxBytes);
    this.scanBytes = Math.max(1, maxBytes / SCAN_FRACTION);
  }

  /**
   * Uses a directory, made if it is missing, and looks in the background at what is there.
   *
   * @param maxBytes bound on what all segments take together
   * @throws IOException if it cannot be used, or others than its owner may write to it
   */
  public static DiskCache open(Path directory, long maxBytes, Clock clock) throws IOException {
    Files.createDirectories(directory, OWNER_ONLY);
    requirePrivate(directory);
    DiskCache cache = new DiskCache(directory, maxBytes, clock, Optional.empty());
    cache.scanInBackground();
    return cache;
  }

  /**
   * As {@link #open}, for what means nothing to others: in a directory within this one that goes
   * when the cache is closed, or when the next one is opened after a crash.
   */
  public static DiskCache openPassing(Path directory, long maxBytes, Clock clock)
      throws IOException {
    Files.createDirectories(directory, OWNER_ONLY);
    requirePrivate(directory);
    PassingDirectory passing = PassingDirectory.create(directory);
    return new DiskCache(passing.path(), maxBytes, clock, Optional.of(passing));
  }

  private static void requirePrivate(Path directory) throws IOException {
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "others may write to the cache directory " + directory + " (chmod go-w makes it yours)");
    }
  }

  /** A segment to read of, if any of it is here. The caller closes it. */
  public Optional<Segment> find(String name) throws IOException {
    Path file = file(name);
    Optional<Segment> found;
    try {
      found = Segment.open(file);
    } catch (NoSuchFileException e) {
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      index.forget(name);
    } else if (index.used(name, clock.millis(), TOUCH_INTERVAL.toMillis())) {
      touch(file);
    }
    return found;
  }

  /** How many slots of a segment are filled; to ask is no use of it. */
  public int filledSlots(String name) throws IOException {
    try (Segment segment = Segment.open(file(name)).orElse(null)) {
      return segment == null ? 0 : segment.filledCount();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(clock.millis()));
    } catch (IOException e) {
      // Removed by another process since it was opened, or another user's: it can be read all the
      // same, and only the order in which segments go is a little off.
      return;
    }
  }

  /**
   * A segment to read and to write, made if it is missing. The caller closes it.
   *
   * @param slotBytes the longest that is stored in one slot of it; the same each time
   */
  public Segment create(String name, int slotBytes) throws IOException {
    Path file = file(name);
    Optional<Segment> existing = find(name);
    if (existing.isPresent()) {
      return existing.get();
    }
    Files.createDirectories(file.resolveSibling(""), OWNER_ONLY);
    Segment created = Segment.create(file, slotBytes);
    added(name, Segment.HEADER_BYTES);
    return created;
  }

  /** Counts what a segment has got, and removes others if that is too much. */
  public void added(String name, long bytes) throws IOException {
    List<String> surplus = index.added(name, bytes, clock.millis());
    for (String evicted : surplus) {
      Files.deleteIfExists(file(evicted));
    }
    if (isScanDue(bytes)) {
      scanInBackground();
    }
  }

  /** Removes the segments longest unused until this many bytes are free, as when a disk is full. */
  public void free(long bytes) throws IOException {
    for (String evicted : index.evict(bytes)) {
      Files.deleteIfExists(file(evicted));
    }
  }

  /** Bytes of all segments, as far as this process knows. */
  public long bytes() {
    return index.bytes();
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a segment's name is of 8 to 128 hex digits");
    }
    return directory.resolve(name.substring(0, SHARD_DIGITS)).resolve(name);
  }

  private synchronized boolean isScanDue(long bytes) {
    writtenSinceScan += bytes;
    return writtenSinceScan >= scanBytes && !scanning;
  }

  private synchronized void scanInBackground() {
    scanning = true;
    writtenSinceScan = 0;
    Thread thread = new Thread(this::scan, "cofferfs-cache-scan");
    thread.setDaemon(true);
    thread.start();
  }

  private void scan() {
    try {
      List<SegmentIndex.Found> found = new ArrayList<>();
      try (DirectoryStream<Path> shards = Files.newDirectoryStream(directory)) {
        for (Path shard : shards) {
          scanShard(shard, found);
        }
      }
      found.sort(Comparator.comparingLong(SegmentIndex.Found::usedAt));
      index.found(found);
      free(0);
    } catch (IOException | UncheckedIOException e) {
      // A directory that cannot be listed now is tried again with the next scan.
      index.found(List.of());
    } finally {
      synchronized (this) {
        scanning = false;
        notifyAll();
      }
    }
  }

  private static void scanShard(Path shard, List<SegmentIndex.Found> found) throws IOException {
    if (!Files.isDirectory(shard, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(shard)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        found(file).ifPresent(found::add);
      }
    }
  }

  /** Empty for what is not a segment, or was removed by somebody else in the meantime. */
  private static Optional<SegmentIndex.Found> found(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try (Segment segment = Segment.open(file).orElse(null)) {
      return segment == null
          ? Optional.empty()
          : Optional.of(
              new SegmentIndex.Found(
                  name, segment.storedBytes(), Files.getLastModifiedTime(file).toMillis()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Waits until the directory was looked at to its end. */
  synchronized void awaitScan() throws InterruptedException {
    while (scanning) {
      wait();
    }
  }

  /** What was added stays in the directory, unless that was to go. */
  @Override
  public void close() throws IOException {
    try {
      awaitScan();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (passing.isPresent()) {
      passing.get().close();
    }
  }
}
