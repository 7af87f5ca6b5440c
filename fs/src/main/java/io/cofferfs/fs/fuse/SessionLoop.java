package io.cofferfs.fs.fuse;

import com.kenai.jffi.MemoryIO;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that take requests from the kernel. There is always one waiting for the next request,
 * up to a limit; so one slow file never keeps the others waiting.
 */
final class SessionLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLoop.class);
  private static final MemoryIO MEMORY = MemoryIO.getInstance();

  // Each costs up to 1 MiB of buffers besides its stack. More programs than this may wait at a
  // time: they are then queued in the kernel.
  private static final int MAX_THREADS = 128;
  // Threads left waiting after a burst, so that the next one need not start them again.
  private static final int MAX_IDLE_THREADS = 16;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private final LibFuse fuse;
  private final long session;
  private final long channel;
  private final Handshake handshake;
  private final ThreadLocal<Scratch> scratch;
  private final ThreadFactory threadFactory;
  private final Runnable atEnd;

  private int threads; // guarded by this
  private int idle; // guarded by this

  /**
   * @param atEnd run by the last thread to leave, because the file system was unmounted
   */
  SessionLoop(
      Session session, ThreadLocal<Scratch> scratch, ThreadFactory threadFactory, Runnable atEnd) {
    this.fuse = session.fuse();
    this.session = session.session();
    this.channel = session.channel();
    this.handshake = session.handshake();
    this.scratch = scratch;
    this.threadFactory = threadFactory;
    this.atEnd = atEnd;
  }

  /** libfuse's objects of one mount, by their addresses. */
  record Session(LibFuse fuse, long session, long channel, Handshake handshake) {}

  synchronized void start() {
    startThread();
  }

  private void startThread() {
    threads++;
    idle++;
    try {
      threadFactory.newThread(this::serve).start();
    } catch (OutOfMemoryError e) {
      // The system's limit on threads. Those there are go on.
      LOG.warn("no further thread could be started beside {}", threads - 1);
      threads--;
      idle--;
    }
  }

  private void serve() {
    try {
      boolean wanted = true;
      while (wanted && fuse.fuse_session_exited(session) == 0) {
        wanted = serveOne(scratch.get());
      }
    } finally {
      if (leave()) {
        atEnd.run();
      }
    }
  }

  /** Waits for a request and has it answered; whether this thread is to go on. */
  private boolean serveOne(Scratch own) {
    MEMORY.putLong(own.channelReference(), channel);
    int length =
        fuse.fuse_chan_recv(own.channelReference(), own.receivedAddress(), own.receivedCapacity());
    if (length == -EINTR || length == -EAGAIN) {
      return true;
    }
    if (length <= 0) {
      fuse.fuse_session_exit(session);
      return false;
    }
    becomeBusy();
    if (!handshake.process(session, own.receivedAddress(), length)) {
      fuse.fuse_session_process(session, own.receivedAddress(), length, channel);
    }
    return becomeIdle();
  }

  private synchronized void becomeBusy() {
    idle--;
    if (idle <= 0 && threads < MAX_THREADS) {
      startThread();
    }
  }

  private synchronized boolean becomeIdle() {
    idle++;
    return idle <= MAX_IDLE_THREADS;
  }

  /** Whether the last thread leaves. */
  private synchronized boolean leave() {
    idle--;
    threads--;
    return threads == 0;
  }
}
