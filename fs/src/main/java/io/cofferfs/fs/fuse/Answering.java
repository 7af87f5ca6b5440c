package io.cofferfs.fs.fuse;

import io.cofferfs.fs.vfs.Errno;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard around every request. Nothing may be thrown into libfuse and every request must be
 * answered, so every outcome becomes a reply here, and every failure one line in the log.
 */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  // What programs provoke all day long, and what nobody needs to hear about.
  private static final Set<Errno> ORDINARY =
      EnumSet.of(
          Errno.ENOENT,
          Errno.EEXIST,
          Errno.ENOTDIR,
          Errno.EISDIR,
          Errno.ENOTEMPTY,
          Errno.EINVAL,
          Errno.ENAMETOOLONG,
          Errno.EROFS,
          Errno.ERANGE,
          Errno.ENODATA,
          Errno.EPERM,
          Errno.EBADF,
          Errno.EFBIG,
          Errno.ENOTSUP);

  private final LibFuse fuse;
  private final ThreadLocal<Scratch> scratch;
  private final double ttlSeconds;

  Answering(LibFuse fuse, ThreadLocal<Scratch> scratch, double ttlSeconds) {
    this.fuse = fuse;
    this.scratch = scratch;
    this.ttlSeconds = ttlSeconds;
  }

  /** What is to be done for a request; ends with its reply. */
  @FunctionalInterface
  interface Call {
    void run(Request request) throws IOException;
  }

  void answer(Operation operation, long requestAddress, long node, Call call) {
    Request request = new Request(fuse, requestAddress, scratch.get(), ttlSeconds);
    try {
      call.run(request);
    } catch (IOException e) {
      request.failed(log(operation, node, e));
    } catch (Throwable bug) {
      LOG.error("{} on node {} failed unexpectedly", operation, node, bug);
      request.failed(Errno.EIO);
    }
    if (!request.isAnswered()) {
      LOG.error("{} on node {} was left without an answer", operation, node);
      request.failed(Errno.EIO);
    }
  }

  private static Errno log(Operation operation, long node, IOException failure) {
    Errno errno = Errno.of(failure);
    if (ORDINARY.contains(errno)) {
      LOG.debug("{} on node {} failed: {}: {}", operation, node, errno, failure.getMessage());
    } else if (LOG.isDebugEnabled()) {
      LOG.warn("{} on node {} failed: {}", operation, node, errno, failure);
    } else {
      LOG.warn("{} on node {} failed: {}: {}", operation, node, errno, failure.getMessage());
    }
    return errno;
  }
}
