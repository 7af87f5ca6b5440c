package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import io.cofferfs.fs.vfs.OpenMode;

/**
 * {@code struct fuse_file_info}, by its address; 0 where a request comes without one.
 *
 * <pre>flags 4 | pad 4 | old handle 8 | writepage 4 | bits 4 | handle 8 | lock owner 8</pre>
 */
record FileInfo(long address) {
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  private static final int BITS = 20;
  private static final int HANDLE = 24;
  private static final int KEEP_CACHE = 1 << 1;

  private static final int O_ACCMODE = 3;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_EXCL = 0200;
  private static final int O_TRUNC = 01000;
  private static final int O_APPEND = 02000;

  boolean isPresent() {
    return address != 0;
  }

  OpenMode openMode() {
    int flags = MEMORY.getInt(address);
    int access = flags & O_ACCMODE;
    return new OpenMode(
        access != O_WRONLY,
        access == O_WRONLY || access == O_RDWR,
        (flags & O_APPEND) != 0,
        (flags & O_TRUNC) != 0,
        (flags & O_EXCL) != 0);
  }

  long handle() {
    return MEMORY.getLong(address + HANDLE);
  }

  void setHandle(long handle) {
    MEMORY.putLong(address + HANDLE, handle);
  }

  /** What the kernel has read of this file before is still true. */
  void keepCache() {
    MEMORY.putInt(address + BITS, MEMORY.getInt(address + BITS) | KEEP_CACHE);
  }
}
