package io.cofferfs.fs.staging;

import io.cofferfs.crypto.EphemeralCipher;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local directory where files keep what does not fit into memory: sealed under a key that lives
 * only in memory, in files without a name. Thread-safe.
 */
public final class StagingArea implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagingArea.class);

  private static final String PREFIX = "cofferfs-staging-";
  private static final int NAME_BYTES = 16;
  private static final Set<OpenOption> CREATE_NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final SecureRandom random;
  private final StagingSettings settings;
  private final EphemeralCipher cipher;
  private final Semaphore extraBlocks;
  private final AtomicLong freeBytes;
  private final ConcurrentLinkedQueue<byte[]> sealedBlocks = new ConcurrentLinkedQueue<>();
  private volatile BooleanSupplier relief = () -> false;

  private StagingArea(Path directory, SecureRandom random, StagingSettings settings) {
    this.directory = directory;
    this.random = random;
    this.settings = settings;
    this.cipher = EphemeralCipher.create(random);
    this.extraBlocks = new Semaphore(settings.extraBlocks());
    this.freeBytes = new AtomicLong(settings.diskBytes());
  }

  public static StagingArea open(Path directory, SecureRandom random) throws FileException {
    return open(directory, random, StagingSettings.DEFAULT);
  }

  /** Makes the directory if need be, and removes what a crash may have left in it. */
  public static StagingArea open(Path directory, SecureRandom random, StagingSettings settings)
      throws FileException {
    try {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
      removeLeftovers(directory);
    } catch (IOException e) {
      throw new FileException(Reason.LOCAL_FAILURE, "the staging directory cannot be used", e);
    }
    return new StagingArea(directory, random, settings);
  }

  /**
   * Removes what processes of this user left that ended between two system calls: longer no file
   * has a name. The directory may be everybody's, so what others have there is none of our
   * business.
   */
  private static void removeLeftovers(Path directory) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        removeLeftover(leftover);
      }
    }
  }

  private static void removeLeftover(Path leftover) {
    try {
      Files.deleteIfExists(leftover);
    } catch (IOException e) {
      LOG.debug("a file in the staging directory is not ours to remove");
    }
  }

  /** A new, empty file; nothing is on the disk yet. */
  public StagingFile newFile() {
    return new StagingFile(this, cipher.newFile());
  }

  StagingSettings settings() {
    return settings;
  }

  public SecureRandom random() {
    return random;
  }

  int sealedBlockBytes() {
    return settings.blockBytes() + cipher.overheadBytes();
  }

  /** A file that vanishes when it is closed, or with the process. */
  FileChannel newChannel() throws FileException {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    Path path = directory.resolve(PREFIX + HexFormat.of().formatHex(name));
    try {
      FileChannel channel = FileChannel.open(path, CREATE_NEW, OWNER_ONLY);
      Files.deleteIfExists(path); // Another process may have taken it for a leftover.
      return channel;
    } catch (IOException e) {
      throw failure("creating a staging file", e);
    }
  }

  /**
   * Who can do without some of what is staged: is asked when there is no room, and answers whether
   * there may be now.
   */
  public void onShortage(BooleanSupplier dispensable) {
    this.relief = dispensable;
  }

  boolean relieve() {
    return relief.getAsBoolean();
  }

  /** Takes room on the disk for a block. */
  void reserveDiskBlock() throws FileException {
    while (freeBytes.addAndGet(-sealedBlockBytes()) < 0) {
      freeBytes.addAndGet(sealedBlockBytes());
      if (!relieve()) {
        throw new FileException(
            Reason.NO_SPACE, "staging holds its limit of " + settings.diskBytes() + " bytes");
      }
    }
  }

  void returnDiskBlocks(long count) {
    freeBytes.addAndGet(count * sealedBlockBytes());
  }

  /** Whether a file may hold one more block in memory; every file may hold one unasked. */
  boolean tryReserveMemoryBlock() {
    return extraBlocks.tryAcquire();
  }

  void returnMemoryBlocks(int count) {
    extraBlocks.release(count);
  }

  /** Room for a sealed block, on loan until {@link #giveBack}. */
  byte[] borrowSealedBlock() {
    byte[] block = sealedBlocks.poll();
    return block == null ? new byte[sealedBlockBytes()] : block;
  }

  void giveBack(byte[] sealedBlock) {
    sealedBlocks.add(sealedBlock);
  }

  /** Tells a full disk from a broken one, which Java does in words only, and those translated. */
  FileException failure(String doing, IOException cause) {
    Reason reason = isFull(cause) ? Reason.NO_SPACE : Reason.LOCAL_FAILURE;
    return new FileException(reason, doing + " failed", cause);
  }

  private boolean isFull(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("No space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(directory).getUsableSpace() < sealedBlockBytes();
    } catch (IOException e) {
      cause.addSuppressed(e);
      return false;
    }
  }

  /** Destroys the key. Files that are still open cannot be continued. */
  @Override
  public void close() {
    cipher.close();
  }
}
