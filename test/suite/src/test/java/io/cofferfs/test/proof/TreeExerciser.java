package io.cofferfs.test.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The same random operations on a mount and on a local directory. After each, both have to have
 * answered the same: values, contents, attributes, listings, errors. Not thread-safe.
 */
final class TreeExerciser {
  private static final int MAX_LENGTH = 30_000;
  private static final int MAX_TRANSFER = 9_000;
  private static final int MAX_OPEN = 8;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final List<Set<OpenOption>> MODES =
      List.of(
          Set.of(StandardOpenOption.READ),
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE),
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
          Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
          Set.of(
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING),
          Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE));

  private final Path mount;
  private final Path local;
  private final long seed;
  private final SplittableRandom random;
  private final List<OpenPair> open = new ArrayList<>();
  private int step;
  private String operation = "";

  /** One file, open here and there. */
  private record OpenPair(FileChannel mounted, FileChannel local, Set<OpenOption> mode) {
    boolean writes() {
      return !mode.equals(MODES.get(0));
    }

    boolean appends() {
      return mode.contains(StandardOpenOption.APPEND);
    }
  }

  /** An operation on one of two open files that are the same. */
  @FunctionalInterface
  private interface OnFile {
    Object run(FileChannel file) throws IOException;
  }

  /** An operation on one of two directories that are the same. */
  @FunctionalInterface
  private interface OnTree {
    Object run(Path root) throws IOException;
  }

  TreeExerciser(Path mount, Path local, long seed) {
    this.mount = mount;
    this.local = local;
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  void run(int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      step++;
      int choice = random.nextInt(100);
      if (choice < 50 && !open.isEmpty()) {
        onFile(open.get(random.nextInt(open.size())));
      } else if (choice < 65) {
        openFile();
      } else {
        onPath();
      }
    }
  }

  /** Closes what is open, waits for removals to be in the bucket, and compares everything. */
  void settle() throws IOException {
    for (OpenPair pair : List.copyOf(open)) {
      close(pair);
    }
    operation = "fsync of the root";
    try (FileChannel root = FileChannel.open(mount)) {
      root.force(/* metaData= */ true);
    }
    operation = "compare all";
    assertThat(TreeView.of(mount)).as(this::where).isEqualTo(TreeView.of(local));
  }

  private void onFile(OpenPair pair) {
    int offset = random.nextInt(MAX_LENGTH);
    int count = random.nextInt(MAX_TRANSFER);
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> write(pair, offset, bytes(count));
      case 4, 5, 6 -> {
        if (pair.mode().contains(StandardOpenOption.READ)) {
          compare("read %d+%d".formatted(offset, count), pair, f -> read(f, offset, count));
        }
      }
      case 7 -> compare("fsync", pair, TreeExerciser::sync);
      case 8 -> compare("length", pair, FileChannel::size);
      default -> close(pair);
    }
  }

  private void write(OpenPair pair, int offset, byte[] bytes) {
    if (!pair.writes()) {
      return;
    }
    if (random.nextInt(4) == 0) {
      compare("cut to " + offset, pair, file -> file.truncate(offset).size());
    } else if (pair.appends()) {
      compare("append " + bytes.length, pair, file -> file.write(ByteBuffer.wrap(bytes)));
    } else {
      compare(
          "write %d+%d".formatted(offset, bytes.length),
          pair,
          file -> file.write(ByteBuffer.wrap(bytes), offset));
    }
  }

  private static Object sync(FileChannel file) throws IOException {
    file.force(true);
    return "done";
  }

  private static Object read(FileChannel file, int offset, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    int got = 0;
    while (target.hasRemaining() && got >= 0) {
      got = file.read(target, (long) offset + target.position());
    }
    return Arrays.hashCode(Arrays.copyOf(target.array(), target.position()));
  }

  private void close(OpenPair pair) {
    open.remove(pair);
    compare(
        "close",
        pair,
        file -> {
          file.close();
          return "done";
        });
  }

  private void compare(String what, OpenPair pair, OnFile call) {
    operation = what;
    Attempt expected = Attempt.at(() -> call.run(pair.local()));
    assertThat(Attempt.at(() -> call.run(pair.mounted()))).as(this::where).isEqualTo(expected);
  }

  private void openFile() {
    String name = randomName();
    Set<OpenOption> mode = MODES.get(random.nextInt(MODES.size()));
    operation = "open " + name + " " + mode;
    if (open.size() >= MAX_OPEN || Files.isDirectory(local.resolve(name))) {
      return;
    }
    Attempt expected = Attempt.at(() -> FileChannel.open(local.resolve(name), mode));
    Attempt found = Attempt.at(() -> FileChannel.open(mount.resolve(name), mode));
    assertThat(found.error()).as(this::where).isEqualTo(expected.error());
    if (found.result() instanceof FileChannel mounted
        && expected.result() instanceof FileChannel reference) {
      open.add(new OpenPair(mounted, reference, mode));
    }
  }

  private void onPath() {
    String name = randomName();
    String other = randomName();
    int number = random.nextInt(010000);
    switch (random.nextInt(12)) {
      case 0, 1 ->
          compareAction("mkdir " + name, root -> Files.createDirectory(root.resolve(name)));
      case 2, 3 -> compareAction("remove " + name, root -> Files.delete(root.resolve(name)));
      case 4, 5, 6 ->
          compareAction("rename " + name + " to " + other, root -> rename(root, name, other));
      case 7 ->
          compareAction(
              "symlink " + name + " to " + other,
              root -> Files.createSymbolicLink(root.resolve(name), Path.of(other)));
      case 8 -> {
        compareAction(
            "chmod " + name, root -> Files.setAttribute(root.resolve(name), "unix:mode", number));
        compare("stat " + name, root -> TreeView.attributes(root.resolve(name)));
      }
      case 9 -> {
        Instant time =
            Instant.ofEpochSecond(
                random.nextInt(1_500_000_000), random.nextInt(1_000_000) * 1_000L);
        compareAction("utimes " + name, root -> setTime(root.resolve(name), time));
        compare("stat " + name, root -> TreeView.attributes(root.resolve(name)));
      }
      case 10 -> compareAction("truncate " + name, root -> truncate(root.resolve(name), number));
      default -> {
        compare("stat " + name, root -> TreeView.attributes(root.resolve(name)));
        compare("look at " + name, root -> TreeView.describe(root.resolve(name)));
      }
    }
  }

  /** By {@code rename(2)} itself. */
  private static void rename(Path root, String name, String other) throws IOException {
    Files.move(root.resolve(name), root.resolve(other), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void setTime(Path path, Instant time) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(time), null, null);
  }

  /** Up as well as down, as {@link FileChannel} cannot; of what is there. */
  private static void truncate(Path path, int length) throws IOException {
    if (Files.isRegularFile(path)) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(length);
      }
    }
  }

  private void compareAction(String what, TreeAction action) {
    compare(
        what,
        root -> {
          action.run(root);
          return "done";
        });
  }

  /** As {@link OnTree}, for what has no result. */
  @FunctionalInterface
  private interface TreeAction {
    void run(Path root) throws IOException;
  }

  private void compare(String what, OnTree call) {
    operation = what;
    Attempt expected = Attempt.at(() -> call.run(local));
    assertThat(Attempt.at(() -> call.run(mount))).as(this::where).isEqualTo(expected);
  }

  /**
   * Lets another client change the bucket, does the same here, and waits until the mount shows it.
   */
  void changeRemotely(RemoteChange change) throws IOException {
    settle();
    String name = randomName();
    operation = change.apply(name, local.resolve(name), bytes(random.nextInt(MAX_LENGTH)));
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!isShown(name) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(TreeView.of(mount)).as(this::where).isEqualTo(TreeView.of(local));
  }

  /** Changes the volume from elsewhere, and a local directory likewise. */
  @FunctionalInterface
  interface RemoteChange {
    String apply(String name, Path local, byte[] content) throws IOException;
  }

  private boolean isShown(String name) {
    OnTree look = root -> TreeView.describe(root.resolve(name));
    OnTree list = root -> TreeView.names(root.resolve(name).resolveSibling(""));
    return same(look) && same(list);
  }

  private boolean same(OnTree call) {
    return Attempt.at(() -> call.run(mount)).equals(Attempt.at(() -> call.run(local)));
  }

  /** Names so few that they meet; what they lead through may be anything. */
  private String randomName() {
    StringBuilder name = new StringBuilder();
    while (name.length() < 4 && random.nextInt(5) < 2) {
      name.append((char) ('a' + random.nextInt(3))).append('/');
    }
    return name.append((char) ('a' + random.nextInt(4))).toString();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String where() {
    return "seed %d, step %d: %s".formatted(seed, step, operation);
  }
}
