package io.cofferfs.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A file with up to {@value #SLOTS} slots of one size, of which some are filled. A header of
 * {@value #HEADER_BYTES} bytes holds a magic number, the size of a slot as an int and, from byte
 * {@value #MAP_START}, a byte for each slot that says whether it is filled: one byte, so that two
 * processes never overwrite each other's. A slot is filled before it is said to be, but neither is
 * forced to the disk: after a crash of the machine a slot may hold anything. Not thread-safe.
 */
public final class Segment implements AutoCloseable {
  /** Slots of a segment. */
  public static final int SLOTS = 512;

  static final int HEADER_BYTES = 4096;
  private static final int MAP_START = 1024;
  private static final long MAGIC = 0x434f_4653_4547_3031L; // "COFSEG01"
  private static final byte FILLED = 1;
  private static final byte EMPTY = 0;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel channel;
  private final ByteBuffer header;
  private final int slotBytes;

  private Segment(FileChannel channel, ByteBuffer header) {
    this.channel = channel;
    this.header = header;
    this.slotBytes = header.getInt(Long.BYTES);
  }

  /** Empty for a file that is no segment, or not yet. */
  static Optional<Segment> open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      boolean whole = readFully(channel, header, /* position= */ 0);
      if (whole && header.getLong(0) == MAGIC && header.getInt(Long.BYTES) > 0) {
        return Optional.of(new Segment(channel, header));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** Two processes that make one at the same time write the same header. */
  static Segment create(Path file, int slotBytes) throws IOException {
    FileChannel channel = openOrCreate(file);
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES).putLong(0, MAGIC).putInt(Long.BYTES, slotBytes);
    try {
      // Not the map: another process may have filled slots since.
      writeFully(channel, header.duplicate().limit(MAP_START), /* position= */ 0);
      if (channel.size() < HEADER_BYTES) {
        writeFully(channel, ByteBuffer.allocate(1), HEADER_BYTES - 1L);
      }
      return new Segment(channel, header);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel openOrCreate(Path file) throws IOException {
    try {
      return FileChannel.open(
          file,
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
          OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
  }

  public boolean isFilled(int slot) {
    return header.get(MAP_START + requireSlot(slot)) == FILLED;
  }

  /**
   * Fills {@code target} from the beginning of a slot.
   *
   * @return false if there is less, or nothing; then the target holds anything
   */
  public boolean read(int slot, ByteBuffer target) throws IOException {
    return isFilled(slot)
        && target.remaining() <= slotBytes
        && readFully(channel, target, position(slot));
  }

  /**
   * Fills a slot.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  public void write(int slot, ByteBuffer content) throws IOException {
    if (content.remaining() > slotBytes) {
      throw new IllegalArgumentException(
          "%d bytes for a slot of %d".formatted(content.remaining(), slotBytes));
    }
    writeFully(channel, content, position(slot));
    mark(slot, FILLED);
  }

  /** Says that a slot is not what it should be. */
  public void clear(int slot) throws IOException {
    mark(slot, EMPTY);
  }

  private void mark(int slot, byte state) throws IOException {
    int at = MAP_START + requireSlot(slot);
    writeFully(channel, ByteBuffer.wrap(new byte[] {state}), at);
    header.put(at, state);
  }

  /** What it takes on the disk, about. */
  long storedBytes() {
    return HEADER_BYTES + (long) filledCount() * slotBytes;
  }

  int filledCount() {
    return (int) IntStream.range(0, SLOTS).filter(this::isFilled).count();
  }

  private static int requireSlot(int slot) {
    if (slot < 0 || slot >= SLOTS) {
      throw new IllegalArgumentException("slot " + slot);
    }
    return slot;
  }

  private long position(int slot) {
    return HEADER_BYTES + (long) slot * slotBytes;
  }

  private static boolean readFully(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        return false;
      }
      at += count;
    }
    return true;
  }

  private static void writeFully(FileChannel channel, ByteBuffer source, long position)
      throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
