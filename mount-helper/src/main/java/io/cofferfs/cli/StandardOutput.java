package io.cofferfs.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Standard output as a channel that notices when nobody reads it any more. */
final class StandardOutput implements WritableByteChannel {
  private final CommandContext context;

  StandardOutput(CommandContext context) {
    this.context = context;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    byte[] bytes = new byte[count];
    source.get(bytes);
    context.out().write(bytes, 0, count);
    if (context.out().checkError()) {
      throw new IOException("standard output was closed before the end");
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    context.out().flush();
  }
}
