package io.cofferfs.fs.fuse;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.vfs.AttributeChange;
import io.cofferfs.fs.vfs.TimeChange;
import java.util.Optional;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * What a {@code setattr} asks for: a {@code struct stat} and a set of bits that says which of it.
 */
final class AttributeRequest {
  private static final int MODE = 1;
  private static final int UID = 1 << 1;
  private static final int GID = 1 << 2;
  private static final int SIZE = 1 << 3;
  private static final int ATIME = 1 << 4;
  private static final int MTIME = 1 << 5;
  private static final int ATIME_NOW = 1 << 7;
  private static final int MTIME_NOW = 1 << 8;

  private static final int PERMISSIONS = 07777;
  private static final long UNCHANGED = -1;

  private final FileStat stat;
  private final int which;

  AttributeRequest(long statAddress, int which) {
    this.stat = FileStat.of(Pointer.wrap(Runtime.getSystemRuntime(), statAddress));
    this.which = which;
  }

  boolean changesLength() {
    return has(SIZE);
  }

  /** All but the length; empty if that is all. */
  Optional<AttributeChange> change() {
    if (!has(MODE | UID | GID | ATIME | MTIME | ATIME_NOW | MTIME_NOW)) {
      return Optional.empty();
    }
    AttributeChange change =
        AttributeChange.NONE.withOwner(uid(), gid()).withTimes(access(), modification());
    return Optional.of(
        has(MODE) ? change.withPermissions(stat.st_mode.intValue() & PERMISSIONS) : change);
  }

  private long uid() {
    return has(UID) ? stat.st_uid.get() : UNCHANGED;
  }

  private long gid() {
    return has(GID) ? stat.st_gid.get() : UNCHANGED;
  }

  long length() {
    return stat.st_size.longValue();
  }

  private TimeChange access() {
    return has(ATIME_NOW) ? new TimeChange.Now() : time(ATIME, stat.st_atim);
  }

  private TimeChange modification() {
    return has(MTIME_NOW) ? new TimeChange.Now() : time(MTIME, stat.st_mtim);
  }

  private TimeChange time(int bit, Timespec time) {
    return has(bit)
        ? new TimeChange.To(new Timestamp(time.tv_sec.get(), time.tv_nsec.intValue()))
        : new TimeChange.Keep();
  }

  private boolean has(int bits) {
    return (which & bits) != 0;
  }
}
