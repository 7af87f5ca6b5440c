package io.cofferfs.cli.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The sign that a daemon serves a mount point: a file that it holds locked until its last upload is
 * done, whether or not anything is mounted any more. The lock goes with the process, however that
 * ends; the text goes only if everything written is in the bucket.
 */
public final class MountRecord implements AutoCloseable {
  private final FileChannel channel;
  private boolean owing;

  private MountRecord(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Claims a mount point for this process.
   *
   * @param about more lines for people, after the one with the process id
   * @return empty while another process has it
   */
  public static Optional<MountRecord> claim(
      RuntimeDirectory directory, Path mountPoint, String about) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.recordOf(mountPoint), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      return Optional.empty();
    }
    write(channel, "pid=" + ProcessHandle.current().pid() + '\n' + about);
    return Optional.of(new MountRecord(channel));
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
  }

  /** From here on files can be written: how the process ends matters to others. */
  public void mounted() {
    owing = true;
  }

  /** Everything that was written is in the bucket. */
  public void ended() {
    owing = false;
  }

  /** Leaves the file, empty: removed, it could be locked by one process and made by another. */
  @Override
  public void close() throws IOException {
    if (!owing) {
      channel.truncate(0);
    }
    channel.close();
  }
}
