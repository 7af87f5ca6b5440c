package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a volume and on a reference tree: S-1, S-4, S-7 and S-9 of SEMANTICS.md. */
@NullUnmarked
final class VolumeTreeModelTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000L, 42), ZoneOffset.UTC);
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final int STEPS = 600;
  private static final int MAX_LENGTH = 1500;

  @TempDir Path staging;

  private InMemoryObjectStore store;
  private CountingObjectStore counted;
  private TestFormat format;
  private TestMount mount;
  private FileTree reference;
  private SplittableRandom random;
  private final List<HandlePair> handles = new ArrayList<>();

  /** One open file in both trees. */
  private record HandlePair(FileHandle volume, FileHandle reference, OpenMode mode) {}

  /** The same operation on either tree; {@code handle} is that tree's. */
  @FunctionalInterface
  private interface Operation {
    Object run(FileTree tree, FileHandle handle) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void randomOperations_onAnEncryptedVolume_answerAsTheReferenceDoes(long seed) throws IOException {
    run(seed, TestFormat.of(TestVolumes.coffer(64)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomOperations_underEncryptedNames_answerAsTheReferenceDoes(long seed) throws IOException {
    run(seed, TestFormat.encryptedNames());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5})
  void randomOperations_onAPlainVolume_answerAsTheReferenceDoes(long seed) throws IOException {
    run(seed, TestFormat.of(TestVolumes.plain(64)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomOperations_onObjectsOfTheEncryptionClient_answerAsTheReferenceDoes(long seed)
      throws IOException {
    run(seed, TestFormat.of(TestVolumes.s3ec(64)));
  }

  private void run(long seed, TestFormat volume) throws IOException {
    store = new InMemoryObjectStore();
    counted = new CountingObjectStore(store);
    format = volume;
    mount = new TestMount(counted, format, staging, CLOCK);
    reference = new InMemoryFileTree(CLOCK, new Owner(0, 0));
    random = new SplittableRandom(seed);
    try {
      for (int step = 0; step < STEPS; step++) {
        step("seed %d, step %d".formatted(seed, step));
      }
      remount();
      assertThat(dump(mount.tree())).as("seed %d, at the end", seed).isEqualTo(dump(reference));
    } catch (IOException | RuntimeException | Error e) {
      abandon(e);
      throw e;
    }
    mount.close();
    assertThat(counted.count(Request.UPLOAD_PART_COPY) > 0)
        .as("parts copied")
        .isEqualTo(!volume.codec().sealsInOrder());
    assertThat(store.keys()).as("leftovers").noneMatch(key -> key.contains("/.coffer/orphans/"));
  }

  private void abandon(Throwable failure) {
    try {
      mount.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void step(String where) throws IOException {
    int choice = random.nextInt(100);
    if (choice < 40 && !handles.isEmpty()) {
      onHandle(where);
    } else if (choice < 55) {
      openOrCreate(where);
    } else if (choice < 98) {
      onPath(where);
    } else {
      remount();
      assertThat(dump(mount.tree())).as("%s, after a remount", where).isEqualTo(dump(reference));
    }
  }

  private void onHandle(String where) throws IOException {
    HandlePair pair = handles.get(random.nextInt(handles.size()));
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        long offset = random.nextInt(MAX_LENGTH);
        byte[] bytes = bytes(1 + random.nextInt(300));
        compare(where + " write " + offset + "+" + bytes.length, pair, writeAt(offset, bytes));
      }
      case 3 -> {
        byte[] bytes = bytes(1 + random.nextInt(300));
        compare(where + " write at the end", pair, (t, h) -> writeAtEnd(t, h, bytes));
      }
      case 4, 5, 6 -> {
        long offset = random.nextInt(MAX_LENGTH);
        int length = random.nextInt(400);
        if (pair.mode().read()) {
          compare(where + " read", pair, (t, h) -> read(t, h, offset, length));
        }
      }
      case 7 -> {
        long length = random.nextInt(MAX_LENGTH);
        if (pair.mode().write()) {
          compare(where + " truncate " + length, pair, truncate(length));
        }
      }
      case 8 -> compare(where + " flush", pair, (t, h) -> run(() -> t.flush(h)));
      default -> {
        handles.remove(pair);
        compare(where + " release", pair, (t, h) -> run(() -> t.release(h)));
      }
    }
    if (handles.contains(pair)) {
      compare(where + " length", pair, (t, h) -> t.stat(h).length());
    }
  }

  private static Operation writeAt(long offset, byte[] bytes) {
    return (t, h) -> run(() -> t.write(h, offset, ByteBuffer.wrap(bytes)));
  }

  private static Object writeAtEnd(FileTree tree, FileHandle handle, byte[] bytes)
      throws IOException {
    tree.write(handle, tree.stat(handle).length(), ByteBuffer.wrap(bytes));
    return tree.stat(handle).length();
  }

  private static Operation truncate(long length) {
    return (t, h) -> run(() -> t.truncate(h, length));
  }

  private static List<Byte> read(FileTree tree, FileHandle handle, long offset, int length)
      throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    int count = tree.read(handle, offset, target);
    assertThat(target.position()).isEqualTo(count);
    List<Byte> bytes = new ArrayList<>();
    target.flip();
    while (target.hasRemaining()) {
      bytes.add(target.get());
    }
    return bytes;
  }

  private void openOrCreate(String where) throws IOException {
    String path = randomPath();
    OpenMode mode =
        switch (random.nextInt(5)) {
          case 0 -> OpenMode.READ;
          case 1 -> OpenMode.READ_WRITE;
          case 2 -> new OpenMode(false, true, true, false, false);
          case 3 -> new OpenMode(true, true, false, true, false);
          default -> OpenMode.WRITE;
        };
    if (isLink(path)) {
      return; // the kernel never opens one
    }
    boolean create = mode.write() && random.nextBoolean();
    Attempt volume = attempt(t -> open(t, path, mode, create), mount.tree());
    Attempt expected = attempt(t -> open(t, path, mode, create), reference);
    assertThat(volume.errno()).as("%s open %s", where, path).isEqualTo(expected.errno());
    if (volume.value() instanceof FileHandle v && expected.value() instanceof FileHandle r) {
      handles.add(new HandlePair(v, r, mode));
    }
  }

  private static Object open(FileTree tree, String path, OpenMode mode, boolean create)
      throws IOException {
    return create ? tree.create(path, 0640, mode, OWNER) : tree.open(path, mode);
  }

  private boolean isLink(String path) {
    return attempt(t -> (t.stat(path).mode() & 0170000) == 0120000, reference)
        .equals(new Attempt(true, null));
  }

  private void onPath(String where) {
    String path = randomPath();
    String other = randomPath();
    Timestamp time = new Timestamp(random.nextInt(2_000_000_000), random.nextInt(1_000_000_000));
    int number = random.nextInt(07777);
    switch (random.nextInt(12)) {
      case 0, 1 ->
          compare(where + " mkdir " + path, t -> run(() -> t.createDirectory(path, 0750, OWNER)));
      case 2 -> compare(where + " rmdir " + path, t -> run(() -> t.removeDirectory(path)));
      case 3 -> compare(where + " unlink " + path, t -> run(() -> t.unlink(path)));
      case 4, 5 ->
          compare(where + " rename " + path + " " + other, t -> run(() -> t.rename(path, other)));
      case 6 ->
          compare(
              where + " symlink " + path, t -> run(() -> t.createSymbolicLink(path, other, OWNER)));
      case 7 -> compare(where + " readlink " + path, t -> t.readSymbolicLink(path));
      case 8 -> compare(where + " chmod " + path, t -> run(() -> t.changeMode(path, number)));
      case 9 -> compare(where + " chown " + path, t -> run(() -> t.changeOwner(path, number, -1)));
      case 10 ->
          compare(
              where + " utimens " + path,
              t -> run(() -> t.changeTimes(path, new TimeChange.Keep(), new TimeChange.To(time))));
      default -> {
        compare(where + " stat " + path, t -> describe(t.stat(path)));
        compare(where + " list " + path, t -> list(t, path));
      }
    }
  }

  /** One of few paths, so that they meet; its parent is a directory, as the kernel makes sure. */
  private String randomPath() {
    String parent = "";
    while (parent.length() < 6 && random.nextInt(3) > 0) {
      String child = parent + '/' + (char) ('a' + random.nextInt(3));
      String at = child;
      if (!attempt(t -> t.stat(at).mode() >>> 12 == 4, reference).equals(new Attempt(true, null))) {
        break;
      }
      parent = child;
    }
    return parent + '/' + (char) ('a' + random.nextInt(4));
  }

  private void remount() throws IOException {
    for (HandlePair pair : handles) {
      mount.tree().flush(pair.volume());
      mount.tree().release(pair.volume());
    }
    handles.clear();
    mount.close();
    mount = new TestMount(counted, format, staging, CLOCK);
  }

  private static Map<String, Object> dump(FileTree tree) throws IOException {
    Map<String, Object> found = new TreeMap<>();
    dump(tree, "/", found);
    return found;
  }

  private static void dump(FileTree tree, String path, Map<String, Object> found)
      throws IOException {
    for (String name : list(tree, path)) {
      String child = (path.equals("/") ? "" : path) + '/' + name;
      FileStat stat = tree.stat(child);
      found.put(child, List.of(describe(stat), content(tree, child, stat)));
      if (stat.mode() >>> 12 == 4) {
        dump(tree, child, found);
      }
    }
  }

  private static Object content(FileTree tree, String path, FileStat stat) throws IOException {
    if (stat.mode() >>> 12 != 8) {
      return stat.mode() >>> 12 == 4 ? "directory" : tree.readSymbolicLink(path);
    }
    FileHandle handle = tree.open(path, OpenMode.READ);
    try {
      return read(tree, handle, 0, 4 * MAX_LENGTH);
    } finally {
      tree.release(handle);
    }
  }

  private static List<String> list(FileTree tree, String path) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(path, (name, stat) -> names.add(name));
    names.sort(null);
    return names;
  }

  /** What the two trees have in common: a directory's own times and the inodes they have not. */
  private static String describe(FileStat stat) {
    boolean directory = stat.mode() >>> 12 == 4;
    return "%o %d:%d %s"
        .formatted(
            stat.mode(),
            stat.uid(),
            stat.gid(),
            directory ? "" : stat.length() + " " + stat.mtime());
  }

  private void compare(String what, HandlePair pair, Operation operation) {
    Attempt volume = attempt(t -> operation.run(t, pair.volume()), mount.tree());
    Attempt expected = attempt(t -> operation.run(t, pair.reference()), reference);
    assertThat(volume).as(what).isEqualTo(expected);
  }

  private void compare(String what, Step operation) {
    assertThat(attempt(operation, mount.tree())).as(what).isEqualTo(attempt(operation, reference));
  }

  @FunctionalInterface
  private interface Step {
    Object run(FileTree tree) throws IOException;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static Object run(Action action) throws IOException {
    action.run();
    return "done";
  }

  /** A result or an error number. */
  private record Attempt(Object value, Errno errno) {}

  private static Attempt attempt(Step step, FileTree tree) {
    try {
      return new Attempt(step.run(tree), null);
    } catch (IOException e) {
      return new Attempt(null, Errno.of(e));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }
}
