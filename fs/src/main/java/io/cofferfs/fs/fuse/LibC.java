package io.cofferfs.fs.fuse;

/** The functions of libc that Java lacks. Public for the same reason as {@link LibFuse}. */
public interface LibC {
  int geteuid();

  int setsid();

  int open(String path, int flags);

  int dup2(int from, int to);

  int close(int descriptor);

  long write(int descriptor, byte[] bytes, long length);

  int statvfs(byte[] path, byte[] result);

  int umount2(byte[] path, int flags);
}
