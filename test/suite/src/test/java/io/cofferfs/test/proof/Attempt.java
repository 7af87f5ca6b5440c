package io.cofferfs.test.proof;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** What came of a system call: its result, or the error as the JVM names it. */
record Attempt(@Nullable Object result, @Nullable String error) {

  /** A system call or several. */
  @FunctionalInterface
  interface Call {
    @Nullable Object run() throws IOException;
  }

  /** The same, for what has no result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  static Attempt at(Call call) {
    try {
      return new Attempt(call.run(), null);
    } catch (FileSystemException e) {
      // The reason is the system's text for the error number; the rest names the file.
      return new Attempt(null, e.getClass().getSimpleName() + " " + e.getReason());
    } catch (IOException e) {
      return new Attempt(null, e.getMessage());
    }
  }

  static Attempt to(Action action) {
    return at(
        () -> {
          action.run();
          return "done";
        });
  }

  boolean failed() {
    return error != null;
  }
}
