package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.Callbacks.FiveWords;
import io.cofferfs.fs.fuse.Callbacks.FourWords;
import io.cofferfs.fs.fuse.Callbacks.IntFourth;
import io.cofferfs.fs.fuse.Callbacks.IntFourthOfFive;
import io.cofferfs.fs.fuse.Callbacks.IntThird;
import io.cofferfs.fs.fuse.Callbacks.SixWords;
import io.cofferfs.fs.fuse.Callbacks.ThreeWords;
import io.cofferfs.fs.fuse.Callbacks.TwoWords;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * libfuse, ready to mount with. Loading it, with the classes that jnr-ffi makes for it, needs
 * nothing but time: so that may go by while something else is awaited.
 */
public final class FuseLibrary {
  private final CompletableFuture<LibFuse> functions;

  private FuseLibrary(CompletableFuture<LibFuse> functions) {
    this.functions = functions;
  }

  /** Begins to load it, on a thread of its own. That it is not installed shows when it is used. */
  public static FuseLibrary loadAhead() {
    CompletableFuture<LibFuse> functions = new CompletableFuture<>();
    Thread thread = new Thread(() -> load(functions), "fuse-library");
    thread.setDaemon(true);
    thread.start();
    return new FuseLibrary(functions);
  }

  /** Loads it now. */
  public static FuseLibrary load() {
    CompletableFuture<LibFuse> functions = new CompletableFuture<>();
    load(functions);
    return new FuseLibrary(functions);
  }

  private static void load(CompletableFuture<LibFuse> functions) {
    try {
      LibFuse loaded = NativeLibraries.libFuse();
      bindEveryShape(new OperationTable());
      functions.complete(loaded);
    } catch (IOException | RuntimeException | Error e) {
      functions.completeExceptionally(e);
    }
  }

  /** The class that jnr-ffi makes for the first function of a shape serves all others of it. */
  private static void bindEveryShape(OperationTable table) {
    table.bind(Operation.INIT, TwoWords.class, (a, b) -> {});
    table.bind(Operation.INIT, ThreeWords.class, (a, b, c) -> {});
    table.bind(Operation.INIT, FourWords.class, (a, b, c, d) -> {});
    table.bind(Operation.INIT, FiveWords.class, (a, b, c, d, e) -> {});
    table.bind(Operation.INIT, SixWords.class, (a, b, c, d, e, f) -> {});
    table.bind(Operation.INIT, IntThird.class, (a, b, c, d) -> {});
    table.bind(Operation.INIT, IntFourth.class, (a, b, c, d) -> {});
    table.bind(Operation.INIT, IntFourthOfFive.class, (a, b, c, d, e) -> {});
  }

  /** Waits for it. */
  LibFuse functions() throws FuseException {
    try {
      return functions.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FuseException refusal) {
        throw refusal;
      }
      throw e;
    }
  }
}
