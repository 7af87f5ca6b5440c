package io.cofferfs.fs.fuse;

import java.io.IOException;

/** How a process in the background parts from the terminal and from who started it. */
public final class Detachment {
  private static final int O_RDWR = 2;
  private static final int EPERM = 1;

  private Detachment() {}

  /**
   * Starts a session of its own, ties standard input, output and error to {@code /dev/null}, and
   * tells {@code readyDescriptor} last, so that who waits there for the message, or for its end,
   * finds a process that is wholly detached.
   *
   * @param readyDescriptor an open file descriptor above 2, closed by this
   */
  public static void detach(int readyDescriptor, byte[] message) throws IOException {
    if (readyDescriptor <= 2) {
      throw new IllegalArgumentException("a standard descriptor: " + readyDescriptor);
    }
    LibC libC = NativeLibraries.libC();
    // Not permitted means: leads a process group already, which is as detached as it gets.
    if (libC.setsid() < 0 && NativeLibraries.lastError() != EPERM) {
      throw failure("setsid");
    }
    closeStandardStreams(libC);
    tell(libC, readyDescriptor, message);
  }

  private static void closeStandardStreams(LibC libC) throws IOException {
    int nowhere = libC.open("/dev/null", O_RDWR);
    if (nowhere < 0) {
      throw failure("open");
    }
    for (int descriptor = 0; descriptor <= 2; descriptor++) {
      if (libC.dup2(nowhere, descriptor) < 0) {
        throw failure("dup2");
      }
    }
    if (nowhere > 2 && libC.close(nowhere) < 0) {
      throw failure("close");
    }
  }

  // A few bytes into a pipe go in whole or not at all.
  private static void tell(LibC libC, int descriptor, byte[] message) throws IOException {
    if (libC.write(descriptor, message, message.length) != message.length) {
      throw failure("write");
    }
    if (libC.close(descriptor) < 0) {
      throw failure("close");
    }
  }

  private static IOException failure(String call) {
    return new IOException(call + " failed with error " + NativeLibraries.lastError());
  }
}
