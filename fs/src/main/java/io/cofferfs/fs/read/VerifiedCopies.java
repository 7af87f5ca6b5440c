package io.cofferfs.fs.read;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.volume.CachedShare;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.S3ecCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads files whose bodies can be verified as a whole only. A version is fetched and verified once,
 * into staging, however many read it; only then any of it is handed out. Copies that nobody has
 * open are kept for the next reader, until others need the room. Thread-safe.
 */
public final class VerifiedCopies implements ContentOpener {
  // Each takes a block of memory, and finding it again costs one request.
  private static final int MAX_IDLE = 256;

  private final StagingArea staging;
  private final long idleBytes;
  private final BodyVerifier verifier;
  // In the order of last use; guarded by this, like what follows.
  private final Map<ContentId, VerifiedCopy> copies = new LinkedHashMap<>();
  private volatile boolean closed;

  /**
   * @param store stays the caller's to close, after this; so does {@code staging}
   * @param idleBytes bound on the copies that nobody has open
   */
  public VerifiedCopies(ObjectStore store, S3ecCodec codec, StagingArea staging, long idleBytes) {
    this.staging = staging;
    this.idleBytes = idleBytes;
    this.verifier = new BodyVerifier(store, codec, () -> closed);
    staging.onShortage(this::dropOneIdle);
  }

  @Override
  public ContentSource open(FileVersion version) {
    return new VerifiedContent(this, version);
  }

  /** All of it or nothing, in staging. */
  @Override
  public synchronized CachedShare cached(FileVersion version) {
    VerifiedCopy copy = copies.get(ContentId.of(version));
    return copy != null && copy.isVerified()
        ? CachedShare.ofBlocks(/* inMemory= */ 0, /* onDisk= */ 1, /* total= */ 1)
        : CachedShare.NONE;
  }

  /** The copy of a version, verified or not, until {@link #release}. */
  synchronized VerifiedCopy acquire(FileVersion version) throws FileException {
    if (closed) {
      throw new FileException(Reason.BAD_HANDLE, "reading has ended");
    }
    ContentId id = ContentId.of(version);
    VerifiedCopy copy = copies.remove(id);
    if (copy == null) {
      copy = new VerifiedCopy(id, version.length(), staging.newFile());
    }
    copies.put(id, copy);
    copy.users++;
    return copy;
  }

  /** Stages a copy that the caller has claimed. */
  void load(VerifiedCopy copy, FileVersion version) {
    copy.load(file -> verifier.stage(version, file));
    if (!copy.isVerified() && !copy.isRefused()) {
      forget(copy);
    }
  }

  /** Lets the next reader begin anew; those who hold the copy still learn why it failed. */
  @SuppressWarnings("ReferenceEquality") // a new one may be in its place
  private synchronized void forget(VerifiedCopy copy) {
    if (copies.get(copy.id()) == copy) {
      copies.remove(copy.id());
    }
  }

  @SuppressWarnings("ReferenceEquality") // one that failed is no longer there
  synchronized void release(VerifiedCopy copy) {
    copy.users--;
    if (copy.users > 0) {
      return;
    }
    boolean isKept = copy.isVerified() && copies.get(copy.id()) == copy && !closed;
    if (!isKept) {
      forget(copy);
      copy.close();
    }
    trim();
  }

  /** Drops what is too much, the newest being kept first. */
  private void trim() {
    long bytes = 0;
    int count = 0;
    List<VerifiedCopy> newestFirst = new ArrayList<>(idle());
    Collections.reverse(newestFirst);
    for (VerifiedCopy copy : newestFirst) {
      if (count < MAX_IDLE && bytes + copy.length() <= idleBytes) {
        bytes += copy.length();
        count++;
      } else {
        drop(copy);
      }
    }
  }

  private List<VerifiedCopy> idle() {
    return copies.values().stream().filter(copy -> copy.users == 0).toList();
  }

  private void drop(VerifiedCopy copy) {
    copies.remove(copy.id());
    copy.close();
  }

  /** Makes room in staging; whether there was any to make. */
  private synchronized boolean dropOneIdle() {
    Optional<VerifiedCopy> eldest = idle().stream().findFirst();
    eldest.ifPresent(this::drop);
    return eldest.isPresent();
  }

  /** Ends what is being staged; reads fail from now on unless their version is verified. */
  @Override
  public synchronized void close() {
    closed = true;
    idle().forEach(this::drop);
  }
}
