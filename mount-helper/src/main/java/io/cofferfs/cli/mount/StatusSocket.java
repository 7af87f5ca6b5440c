package io.cofferfs.cli.mount;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever connects how the mount of this process is: a line {@code name=number} for each
 * gauge, and one for the first of the files that are not in the bucket yet. It listens in a {@link
 * RuntimeDirectory}, so that nobody but its owner can connect, and reads nothing of what they send.
 */
public final class StatusSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusSocket.class);

  private final ServerSocketChannel listening;
  private final Path path;
  private final Source source;

  private StatusSocket(ServerSocketChannel listening, Path path, Source source) {
    this.listening = listening;
    this.path = path;
    this.source = source;
  }

  /** What is told. */
  public interface Source {
    /** By names that stay the same. */
    Map<String, Long> gauges();

    default Pending pending() {
      return new Pending(0, 0, 0, List.of());
    }
  }

  /**
   * Begins to listen, on a thread of its own. A mount is as good without: where that cannot be, for
   * example because the path is too long for a socket, the log says so and this is empty.
   *
   * @param path whoever listened there has died
   */
  public static Optional<StatusSocket> open(Path path, Source source) {
    try {
      Files.deleteIfExists(path);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      StatusSocket socket = new StatusSocket(channel, path, source);
      Thread thread = new Thread(socket::serve, "cofferfs-status");
      thread.setDaemon(true);
      thread.start();
      return Optional.of(socket);
    } catch (IOException e) {
      LOG.info("'cofferfs status' will not tell how busy this mount is: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel asking = listening.accept()) {
          answer(asking);
        }
      }
    } catch (ClosedChannelException e) {
      LOG.debug("nobody is told how this mount is any more");
    } catch (IOException e) {
      LOG.warn("'cofferfs status' cannot ask this mount any more: {}", e.getMessage());
    }
  }

  private void answer(SocketChannel asking) {
    StringBuilder text = new StringBuilder();
    source
        .gauges()
        .forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    int number = 0;
    for (String line : source.pending().lines()) {
      text.append(MountStatus.PENDING).append(++number).append('=').append(line).append('\n');
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        asking.write(bytes);
      }
    } catch (IOException e) {
      LOG.debug("whoever asked for the status went away: {}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    Files.deleteIfExists(path);
  }
}
