package io.cofferfs.test.proof;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;

/**
 * The beginning of a file, mapped and shared. The JVM unmaps when it likes to, and until then keeps
 * the file open; {@link #close} does it at once.
 */
final class MappedFile implements AutoCloseable {
  private final MappedByteBuffer bytes;

  MappedFile(RandomAccessFile file, int length) throws IOException {
    bytes = file.getChannel().map(MapMode.READ_WRITE, 0, length);
  }

  int length() {
    return bytes.capacity();
  }

  byte[] read(int offset, int length) {
    byte[] target = new byte[length];
    bytes.get(offset, target);
    return target;
  }

  void write(int offset, byte[] source) {
    bytes.put(offset, source);
  }

  /** Returns once what was written is in the file. */
  void sync() {
    bytes.force();
  }

  @Override
  public void close() {
    try {
      // By reflection: the compiler's warning about this class cannot be turned off.
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      var instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      unsafe
          .getMethod("invokeCleaner", java.nio.ByteBuffer.class)
          .invoke(instance.get(null), bytes);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM cannot unmap", e);
    }
  }
}
