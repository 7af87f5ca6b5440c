package io.cofferfs.test.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.mount.Shell;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random operations on one file, held against the bytes that it has to have: reads and writes, by
 * system call and through shared memory, truncations, holes, several handles. Not thread-safe.
 */
final class FileExerciser implements AutoCloseable {
  private static final int MAX_LENGTH = 60_000;
  private static final int MAX_TRANSFER = 10_000;
  private static final int REMEMBERED = 30;

  private final Path path;
  private final long seed;
  private final SplittableRandom random;
  private final byte[] expected = new byte[MAX_LENGTH];
  private final ArrayDeque<String> history = new ArrayDeque<>();
  private int length;
  private int step;
  private @Nullable RandomAccessFile opened;
  // Whether the file system does; if not, that is left out.
  private boolean punches;
  private @Nullable MappedFile mapped;

  FileExerciser(Path path, long seed) {
    this.path = path;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** To be called before anything is done, and again after a {@link #close}. */
  void open() throws IOException {
    opened = openFile();
    verifyAll();
    punches = Shell.in(path.getParent()).tryRun(punch(MAX_LENGTH, 1)).exitCode() == 0;
  }

  /** What the file has to hold now. */
  byte[] expected() {
    return Arrays.copyOf(expected, length);
  }

  void run(int operations) throws IOException {
    for (int i = 0; i < operations; i++) {
      step++;
      operate(random.nextInt(100));
    }
    verifyAll();
  }

  private void operate(int choice) throws IOException {
    if (choice < 26) {
      read();
    } else if (choice < 52) {
      write();
    } else if (choice < 54) {
      append();
    } else if (choice < 64) {
      truncate();
    } else if (choice < 74) {
      readMapped();
    } else if (choice < 86) {
      writeMapped();
    } else if (choice < 89) {
      reopen();
    } else if (choice < 92) {
      sync();
    } else if (choice < 95) {
      readElsewhere();
    } else {
      compareLengthPunchOrVerify();
    }
  }

  private void compareLengthPunchOrVerify() throws IOException {
    if (random.nextInt(5) > 0) {
      compareLength();
    } else {
      punchOrVerify();
    }
  }

  private void read() throws IOException {
    int offset = random.nextInt(MAX_LENGTH);
    int wanted = random.nextInt(MAX_TRANSFER);
    note("read %d+%d".formatted(offset, wanted));
    assertSame(offset, read(file(), offset, wanted), wanted);
  }

  private static byte[] read(RandomAccessFile from, int offset, int wanted) throws IOException {
    byte[] bytes = new byte[wanted];
    int count = 0;
    from.seek(offset);
    while (count < wanted) {
      int more = from.read(bytes, count, wanted - count);
      if (more < 0) {
        break;
      }
      count += more;
    }
    return Arrays.copyOf(bytes, count);
  }

  private void write() throws IOException {
    int offset = random.nextInt(Math.min(MAX_LENGTH, length + 20_000));
    byte[] bytes = bytes(Math.min(1 + random.nextInt(MAX_TRANSFER), MAX_LENGTH - offset));
    note("write %d+%d".formatted(offset, bytes.length));
    file().seek(offset);
    file().write(bytes);
    written(offset, bytes);
  }

  private void append() throws IOException {
    byte[] bytes = bytes(Math.min(1 + random.nextInt(2_000), MAX_LENGTH - length));
    note("append %d+%d".formatted(length, bytes.length));
    try (FileOutputStream end = new FileOutputStream(path.toFile(), /* append= */ true)) {
      end.write(bytes);
    }
    written(length, bytes);
  }

  private void truncate() throws IOException {
    int newLength = random.nextInt(8) == 0 ? 0 : random.nextInt(MAX_LENGTH);
    note("truncate %d to %d".formatted(length, newLength));
    if (mapped != null && mapped.length() > newLength) {
      unmap();
    }
    file().setLength(newLength);
    Arrays.fill(expected, Math.min(length, newLength), Math.max(length, newLength), (byte) 0);
    length = newLength;
  }

  private void readMapped() throws IOException {
    if (length == 0) {
      return;
    }
    MappedFile map = map();
    int offset = random.nextInt(map.length());
    int wanted = Math.min(random.nextInt(MAX_TRANSFER), map.length() - offset);
    note("read mapped %d+%d of %d".formatted(offset, wanted, map.length()));
    assertSame(offset, map.read(offset, wanted), wanted);
    unmapPerhaps();
  }

  private void writeMapped() throws IOException {
    if (length == 0) {
      return;
    }
    MappedFile map = map();
    int offset = random.nextInt(map.length());
    byte[] bytes = bytes(Math.min(1 + random.nextInt(MAX_TRANSFER), map.length() - offset));
    boolean sync = random.nextInt(3) == 0;
    note(
        "write mapped %d+%d of %d%s"
            .formatted(offset, bytes.length, map.length(), sync ? ", msync" : ""));
    map.write(offset, bytes);
    written(offset, bytes);
    if (sync) {
      map.sync();
    }
    unmapPerhaps();
  }

  /** A mapping that is kept sees all that is done by other ways. */
  private MappedFile map() throws IOException {
    MappedFile map = mapped;
    if (map == null) {
      map = new MappedFile(file(), length);
      mapped = map;
    }
    return map;
  }

  private void unmapPerhaps() {
    if (random.nextBoolean()) {
      unmap();
    }
  }

  private void unmap() {
    if (mapped != null) {
      note("unmap");
      mapped.close();
      mapped = null;
    }
  }

  /** With what is mapped still mapped, half of the time. */
  private void reopen() throws IOException {
    if (random.nextBoolean()) {
      unmap();
    }
    note("close and open");
    file().close();
    opened = openFile();
    verifyAll();
  }

  private void sync() throws IOException {
    boolean dataOnly = random.nextBoolean();
    note(dataOnly ? "fdatasync" : "fsync");
    file().getChannel().force(!dataOnly);
  }

  private void readElsewhere() throws IOException {
    int offset = random.nextInt(MAX_LENGTH);
    int wanted = random.nextInt(MAX_TRANSFER);
    note("read by another handle %d+%d".formatted(offset, wanted));
    try (RandomAccessFile other = new RandomAccessFile(path.toFile(), "r")) {
      assertSame(offset, read(other, offset, wanted), wanted);
    }
  }

  private void compareLength() throws IOException {
    note("length");
    assertThat(file().length()).as(this::where).isEqualTo(length);
    assertThat(Files.size(path)).as(this::where).isEqualTo(length);
  }

  private void punchOrVerify() throws IOException {
    if (!punches || length == 0) {
      note("verify");
      verifyAll();
      return;
    }
    int offset = random.nextInt(length);
    int count = Math.min(1 + random.nextInt(MAX_TRANSFER), length - offset);
    note("punch %d+%d".formatted(offset, count));
    Shell.in(path.getParent()).run(punch(offset, count));
    Arrays.fill(expected, offset, offset + count, (byte) 0);
  }

  private String punch(int offset, int count) {
    return "fallocate -p -o %d -l %d '%s'".formatted(offset, count, path.getFileName());
  }

  private void verifyAll() throws IOException {
    assertSame(0, read(file(), 0, MAX_LENGTH), MAX_LENGTH);
  }

  private void assertSame(int offset, byte[] found, int wanted) {
    int end = Math.min(length, offset + wanted);
    byte[] right = offset >= end ? new byte[0] : Arrays.copyOfRange(expected, offset, end);
    int at = Arrays.mismatch(found, right);
    assertThat(at)
        .as(
            () ->
                "first byte that is wrong of %d from %d, of which %d were read%s"
                    .formatted(right.length, offset, found.length, where()))
        .isEqualTo(-1);
  }

  private void written(int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, expected, offset, bytes.length);
    length = Math.max(length, offset + bytes.length);
  }

  /** Never zero, so that a hole shows. */
  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (1 + random.nextInt(255));
    }
    return bytes;
  }

  private RandomAccessFile file() {
    return Objects.requireNonNull(opened, "not open");
  }

  private RandomAccessFile openFile() throws IOException {
    return new RandomAccessFile(path.toFile(), "rw");
  }

  private void note(String operation) {
    if (history.size() == REMEMBERED) {
      history.remove();
    }
    history.add(step + ": " + operation);
  }

  private String where() {
    return "%nseed %d, step %d, length %d; before:%n%s"
        .formatted(seed, step, length, String.join(System.lineSeparator(), history));
  }

  @Override
  public void close() throws IOException {
    unmap();
    file().close();
  }
}
