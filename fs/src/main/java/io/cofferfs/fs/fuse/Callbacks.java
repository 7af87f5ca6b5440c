package io.cofferfs.fs.fuse;

import jnr.ffi.annotations.Delegate;

/**
 * The shapes of the functions in {@code struct fuse_lowlevel_ops}; pointers are addresses. Shared
 * by all functions of one shape, because jnr-ffi makes a class for each while the mount starts.
 * Public for the same reason as {@link LibFuse}.
 */
public final class Callbacks {
  private Callbacks() {}

  /** Such as {@code readlink(request, node)}. */
  public interface TwoWords {
    @Delegate
    void call(long a, long b);
  }

  /** Such as {@code lookup(request, parent, name)}. */
  public interface ThreeWords {
    @Delegate
    void call(long a, long b, long c);
  }

  /** Such as {@code symlink(request, target, parent, name)}. */
  public interface FourWords {
    @Delegate
    void call(long a, long b, long c, long d);
  }

  /** Such as {@code read(request, node, size, offset, fileInfo)}. */
  public interface FiveWords {
    @Delegate
    void call(long a, long b, long c, long d, long e);
  }

  /** Such as {@code write(request, node, buffer, size, offset, fileInfo)}. */
  public interface SixWords {
    @Delegate
    void call(long a, long b, long c, long d, long e, long f);
  }

  /** {@code send(channel, vector, count)} of {@code struct fuse_chan_ops}. */
  public interface Send {
    @Delegate
    int call(long channel, long vector, long count);
  }

  /** Such as {@code fsync(request, node, dataOnly, fileInfo)}. */
  public interface IntThird {
    @Delegate
    void call(long a, long b, int c, long d);
  }

  /** Such as {@code mkdir(request, parent, name, mode)}. */
  public interface IntFourth {
    @Delegate
    void call(long a, long b, long c, int d);
  }

  /** Such as {@code setxattr(request, node, name, value, size, flags)}. */
  public interface IntSixth {
    @Delegate
    void call(long a, long b, long c, long d, long e, int f);
  }

  /** Such as {@code fallocate(request, node, mode, offset, length, fileInfo)}. */
  public interface IntThirdOfSix {
    @Delegate
    void call(long a, long b, int c, long d, long e, long f);
  }

  /** Such as {@code create(request, parent, name, mode, fileInfo)}. */
  public interface IntFourthOfFive {
    @Delegate
    void call(long a, long b, long c, int d, long e);
  }
}
