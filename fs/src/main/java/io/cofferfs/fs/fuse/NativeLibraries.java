package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.FuseException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Runtime;

/** Finds the native libraries, or says what to install. */
final class NativeLibraries {
  // The name with its version: the plain one comes with the development package only.
  private static final String LIBFUSE = "libfuse.so.2";

  private NativeLibraries() {}

  static LibFuse libFuse() throws FuseException {
    try {
      // Nothing here is told through errno, so it need not be fetched after each call.
      return LibraryLoader.create(LibFuse.class)
          .option(LibraryOption.IgnoreError, true)
          .failImmediately()
          .load(LIBFUSE);
    } catch (LinkageError e) {
      throw new FuseException(
          Reason.LIBRARY_MISSING, "libfuse 2 is not installed. " + MountPreconditions.REMEDY, e);
    }
  }

  static LibC libC() {
    return LoadedLibC.LIBRARY;
  }

  /** The error number of this thread's last call of {@link #libC}. */
  static int lastError() {
    return Runtime.getSystemRuntime().getLastError();
  }

  private static final class LoadedLibC {
    static final LibC LIBRARY =
        LibraryLoader.create(LibC.class).option(LibraryOption.SaveError, true).load("c");
  }

  /** As C wants its strings: with a zero behind. */
  static byte[] cString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }
}
