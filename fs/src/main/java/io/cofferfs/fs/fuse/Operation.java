package io.cofferfs.fs.fuse;

import java.util.Locale;

/**
 * The members of {@code struct fuse_lowlevel_ops}, in its order. Those that nothing is bound to
 * (locks, ioctls …) the kernel asks for once and never again: it keeps locks itself and answers the
 * others with "not supported".
 */
enum Operation {
  INIT,
  DESTROY,
  LOOKUP,
  FORGET,
  GETATTR,
  SETATTR,
  READLINK,
  MKNOD,
  MKDIR,
  UNLINK,
  RMDIR,
  SYMLINK,
  RENAME,
  LINK,
  OPEN,
  READ,
  WRITE,
  FLUSH,
  RELEASE,
  FSYNC,
  OPENDIR,
  READDIR,
  RELEASEDIR,
  FSYNCDIR,
  STATFS,
  SETXATTR,
  GETXATTR,
  LISTXATTR,
  REMOVEXATTR,
  ACCESS,
  CREATE,
  GETLK,
  SETLK,
  BMAP,
  IOCTL,
  POLL,
  WRITE_BUF,
  RETRIEVE_REPLY,
  FORGET_MULTI,
  FLOCK,
  FALLOCATE;

  /** As a log line names it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
