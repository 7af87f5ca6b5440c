package io.cofferfs.fs.read;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Buffers for one stored chunk each, as many as there were fetches at a time. Thread-safe. */
final class BufferPool {
  private final int bufferBytes;
  private final Queue<byte[]> idle = new ConcurrentLinkedQueue<>();

  BufferPool(int bufferBytes) {
    this.bufferBytes = bufferBytes;
  }

  byte[] take() {
    byte @Nullable [] buffer = idle.poll();
    return buffer != null ? buffer : new byte[bufferBytes];
  }

  void giveBack(byte[] buffer) {
    idle.add(buffer);
  }
}
