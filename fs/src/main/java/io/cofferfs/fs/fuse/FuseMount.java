package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.FuseException.Reason;
import io.cofferfs.fs.fuse.SessionLoop.Session;
import io.cofferfs.fs.vfs.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree, mounted. Ends when it is unmounted, by {@link #unmount} or from outside; then every file
 * still open is released, so that what was written to it is committed.
 */
public final class FuseMount {
  private static final Logger LOG = LoggerFactory.getLogger(FuseMount.class);

  // The kernel speaks first, at once; this is for a machine out of breath.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LibFuse fuse;
  private final FileTree tree;
  private final Path mountPoint;
  private final NodeTable nodes = new NodeTable();
  private final HandleTable<OpenFile> files = new HandleTable<>();
  private final OperationTable operations = new OperationTable();
  private final CompletableFuture<Void> answering = new CompletableFuture<>();
  private final CompletableFuture<Void> unmounted = new CompletableFuture<>();
  private volatile @Nullable IOException notCommitted;

  private FuseMount(LibFuse fuse, FileTree tree, Path mountPoint) {
    this.fuse = fuse;
    this.tree = tree;
    this.mountPoint = mountPoint;
  }

  /** Mounts; once this returns, the mount answers. */
  public static FuseMount mount(
      FuseLibrary library, FileTree tree, Path mountPoint, MountOptions options)
      throws FuseException {
    MountPreconditions.ofThisProcess().check(mountPoint);
    Path absolute = mountPoint.toAbsolutePath().normalize();
    FuseMount mount = new FuseMount(library.functions(), tree, absolute);
    mount.start(options);
    mount.awaitAnswering();
    // Not before: with the first answer the kernel sets this itself.
    KernelReadAhead.widen(absolute);
    return mount;
  }

  /**
   * Unmounts, unless a program still has something open there. Returns when every file is released;
   * does nothing where it is unmounted already.
   */
  public void unmount() throws IOException {
    unmount(() -> Unmounting.unmount(mountPoint));
    awaitUnmounted();
  }

  /** Hides the mount at once; it ends when the last program has closed its files there. */
  public void unmountLazily() throws IOException {
    unmount(() -> Unmounting.unmountLazily(mountPoint));
  }

  /**
   * Returns once it is unmounted, by whomever, and every file is released.
   *
   * @throws IOException why a file that was still open then could not be committed
   */
  public void awaitUnmounted() throws IOException {
    unmounted.join();
    IOException failure = notCommitted;
    if (failure != null) {
      throw failure;
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void unmount(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (FuseException e) {
      if (e.reason() != Reason.NOT_MOUNTED) {
        throw e;
      }
      LOG.debug("was unmounted already");
    }
  }

  private void start(MountOptions options) throws FuseException {
    Pointer arguments = arguments(options.arguments());
    byte[] path = NativeLibraries.cString(mountPoint.toString());
    long channel = fuse.fuse_mount(path, arguments);
    if (channel == 0) {
      throw new FuseException(
          Reason.REFUSED, "mounting " + mountPoint + " was refused; libfuse has said why above");
    }
    ThreadLocal<Scratch> scratch =
        ThreadLocal.withInitial(() -> new Scratch(Handshake.receiveBytes()));
    bind(new Answering(fuse, scratch, options.ttlSeconds()), options.immutable());
    long session =
        fuse.fuse_lowlevel_new(arguments, operations.address(), operations.sizeBytes(), 0);
    if (session == 0) {
      fuse.fuse_unmount(path, channel);
      throw new FuseException(Reason.REFUSED, "libfuse refused its options");
    }
    fuse.fuse_session_add_chan(session, channel);
    Handshake handshake = new Handshake(fuse, channel, () -> answering.complete(null));
    run(new Session(fuse, session, channel, handshake), scratch);
  }

  private void bind(Answering guard, boolean immutable) {
    new NodeRequests(guard, tree, nodes, files).bind(operations);
    new FileRequests(guard, tree, nodes, files, immutable).bind(operations);
    new DirectoryRequests(guard, tree, nodes).bind(operations);
    new XattrRequests(guard, tree, nodes).bind(operations);
  }

  private void run(Session session, ThreadLocal<Scratch> scratch) {
    new SessionLoop(session, scratch, threads(), () -> end(session)).start();
  }

  private void end(Session session) {
    try {
      releaseAll();
      fuse.fuse_unmount(NativeLibraries.cString(mountPoint.toString()), session.channel());
      fuse.fuse_session_destroy(session.session());
      session.handshake().close();
    } catch (RuntimeException e) {
      LOG.error("the mount did not end well", e);
    } finally {
      unmounted.complete(null);
    }
  }

  /** Requests to release may be lost with the mount: what is still open is released here. */
  private void releaseAll() {
    for (OpenFile file : files.removeAll()) {
      try {
        tree.release(file.handle());
      } catch (IOException e) {
        LOG.error("release on node {} failed: {}", file.node(), e.getMessage());
        notCommitted = e;
      }
    }
  }

  private void awaitAnswering() throws FuseException {
    try {
      CompletableFuture.anyOf(answering, unmounted).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new FuseException(Reason.NOT_ANSWERING, "the kernel is silent", e);
    } catch (ExecutionException e) {
      throw new FuseException(Reason.NOT_ANSWERING, "the mount failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FuseException(Reason.NOT_ANSWERING, "interrupted while mounting", e);
    }
    if (!answering.isDone()) {
      throw new FuseException(Reason.NOT_ANSWERING, "unmounted before the kernel spoke");
    }
  }

  private static ThreadFactory threads() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "fuse-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * {@code struct fuse_args}, the vector it points to, and the strings that points to, all in one
   * piece of memory: count 4 | pad 4 | vector 8 | allocated 4 | pad 4 | pointers, the last null |
   * strings.
   */
  private static Pointer arguments(List<String> arguments) {
    List<byte[]> strings = arguments.stream().map(NativeLibraries::cString).toList();
    int vector = 3 * Long.BYTES;
    int at = vector + (strings.size() + 1) * Long.BYTES;
    int size = at + strings.stream().mapToInt(string -> string.length).sum();
    Pointer memory = Memory.allocateDirect(Runtime.getSystemRuntime(), size, /* clear= */ true);
    memory.putInt(0, strings.size());
    memory.putAddress(Long.BYTES, memory.address() + vector);
    for (int i = 0; i < strings.size(); i++) {
      memory.putAddress(vector + (long) i * Long.BYTES, memory.address() + at);
      memory.put(at, strings.get(i), 0, strings.get(i).length);
      at += strings.get(i).length;
    }
    return memory;
  }
}
