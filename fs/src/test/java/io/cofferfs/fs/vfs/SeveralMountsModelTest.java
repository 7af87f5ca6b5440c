package io.cofferfs.fs.vfs;

import static io.cofferfs.fs.vfs.TreeFiles.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations by several mounts of one volume, whose requests fail at random: tenet 1 of
 * SEMANTICS.md. Whatever was acknowledged is found under its name, unless somebody who has seen it
 * has replaced or removed it, or in a conflict copy of that name; and so is whatever was refused as
 * stale.
 */
@NullUnmarked
final class SeveralMountsModelTest {
  private static final int MOUNTS = 3;
  private static final List<String> PATHS = List.of("/a", "/b", "/c", "/d");
  private static final int MAX_TOKENS = 200;

  @TempDir Path staging;

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final List<Mounted> mounts = new ArrayList<>();
  private final List<Opened> handles = new ArrayList<>();
  private final Map<OpenFile, Known> known = new HashMap<>();

  /** What must be found, and under which of these names. */
  private final Map<Long, Set<String>> owed = new HashMap<>();

  /** What was in the bucket when its name was removed or given to another file. */
  private final Set<Long> replaced = new HashSet<>();

  private SplittableRandom random;
  private TestMount observer;
  private long lastToken;
  private int conflicts;
  private int failures;

  enum Volume {
    PLAIN,
    COFFER,
    NAMES,
    S3EC;

    TestFormat format() {
      return switch (this) {
        case PLAIN -> TestFormat.of(TestVolumes.plain(64));
        case COFFER -> TestFormat.of(TestVolumes.coffer(64));
        case NAMES -> TestFormat.encryptedNames();
        case S3EC -> TestFormat.of(TestVolumes.s3ec(64));
      };
    }
  }

  private record Mounted(TestMount mount, FaultyObjectStore faults) {
    VolumeTree tree() {
      return mount.tree();
    }
  }

  private record Opened(Mounted mount, OpenHandle handle) {
    OpenFile file() {
      return handle.file();
    }
  }

  /** What a mount has seen of a file that it has open, and has written since, by offset. */
  private static final class Known {
    final Set<Long> seen;
    final TreeMap<Long, Long> written = new TreeMap<>();

    Known(Set<Long> seen) {
      this.seen = new HashSet<>(seen);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void randomOperations_ofSeveralMounts_loseNothingInSilence(Volume volume) throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      run(volume, seed, /* steps= */ 500);
    }
    assertThat(conflicts).as("races lost").isGreaterThan(30);
    assertThat(failures).as("operations that failed").isGreaterThan(30);
  }

  /** {@code -Dgroups=long -DexcludedGroups= -Dcofferfs.seed=N}, from another seed each time. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource(Volume.class)
  void randomOperations_forLong_loseNothingInSilence(Volume volume) throws IOException {
    long first = Long.getLong("cofferfs.seed", System.nanoTime() / 1000 * 1000);
    for (long seed = first; seed < first + 50; seed++) {
      run(volume, seed, /* steps= */ 2000);
    }
  }

  private void run(Volume volume, long seed, int steps) throws IOException {
    random = new SplittableRandom(seed);
    TestFormat format = volume.format();
    begin(format);
    try {
      for (int step = 0; step < steps; step++) {
        step();
      }
      end();
      check(format, "%s, seed %d".formatted(volume, seed));
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError("%s, seed %d".formatted(volume, seed), e);
    }
  }

  private void begin(TestFormat format) throws IOException {
    bucket.deleteAll(bucket.keys());
    owed.clear();
    replaced.clear();
    lastToken = 0;
    observer = new TestMount(bucket, format, staging, clock);
    for (int i = 0; i < MOUNTS; i++) {
      FaultyObjectStore faults = new FaultyObjectStore(bucket);
      mounts.add(new Mounted(new TestMount(faults, format, staging, clock), faults));
    }
    mounts.forEach(this::arm);
  }

  private void arm(Mounted mount) {
    mount.faults().fromSeed(random.nextLong(), 0.03);
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void step() throws IOException {
    int choice = random.nextInt(100);
    if (choice < 25) {
      open(pick(mounts), pick(PATHS));
    } else if (choice < 80) {
      if (!handles.isEmpty()) {
        onHandle(pick(handles));
      }
    } else if (choice < 84) {
      unlink(pick(mounts), pick(PATHS));
    } else if (choice < 88) {
      rename(pick(mounts), pick(PATHS), pick(PATHS));
    } else if (choice < 93) {
      String path = pick(PATHS);
      VolumeTree tree = pick(mounts).tree();
      Timestamp time = new Timestamp(random.nextInt(1000), 0);
      int mode = random.nextInt(01000);
      attempt(
          random.nextBoolean()
              ? () -> tree.changeMode(path, mode)
              : () -> tree.changeTimes(path, new TimeChange.Keep(), new TimeChange.To(time)));
    } else {
      clock.advance(Duration.ofMillis(random.nextInt(3000)));
    }
  }

  /** 0, or why it failed. */
  private Optional<Errno> attempt(Step step) {
    try {
      step.run();
      return Optional.empty();
    } catch (IOException e) {
      failures++;
      return Optional.of(Errno.of(e));
    }
  }

  private void open(Mounted mount, String path) throws IOException {
    OpenMode mode = new OpenMode(true, true, random.nextInt(3) == 0, random.nextInt(4) == 0, false);
    OpenHandle[] made = new OpenHandle[1];
    Optional<Errno> failure =
        attempt(() -> made[0] = (OpenHandle) mount.tree().create(path, 0600, mode, OWNER));
    if (failure.isPresent()) {
      return;
    }
    Opened opened = new Opened(mount, made[0]);
    handles.add(opened);
    Known before = known.get(opened.file());
    if (before == null) {
      known.put(opened.file(), new Known(seen(opened, mode)));
    } else if (mode.truncate()) {
      before.written.clear();
    }
  }

  /** What is in the file, or was until it was truncated: this mount knows that it is replaced. */
  private Set<Long> seen(Opened opened, OpenMode mode) throws IOException {
    if (!mode.truncate()) {
      return content(opened).orElse(Set.of());
    }
    Optional<FileVersion> version = opened.file().version();
    return version.isPresent() && isThere(version.get())
        ? stored(opened.file().path().value())
        : Set.of();
  }

  private boolean isThere(FileVersion version) throws IOException {
    return bucket.keys().contains(version.key())
        && bucket.head(version.key()).etag().equals(version.etag());
  }

  /** Empty if it is stale. */
  private Optional<Set<Long>> content(Opened opened) throws IOException {
    opened.mount().faults().heal();
    try {
      return Optional.of(Tokens.of(opened.mount().tree(), opened.handle()));
    } catch (IOException e) {
      if (Errno.of(e) == Errno.ESTALE) {
        return Optional.empty();
      }
      throw e;
    } finally {
      arm(opened.mount());
    }
  }

  /** What the bucket holds at a path right now. */
  private Set<Long> stored(String path) throws IOException {
    String absolute = path.startsWith("/") ? path : "/" + path;
    clock.advance(Duration.ofSeconds(1));
    try {
      return Tokens.decode(TreeFiles.read(observer.tree(), absolute));
    } catch (IOException e) {
      if (Errno.of(e) == Errno.ENOENT) {
        return Set.of();
      }
      throw e;
    }
  }

  private void onHandle(Opened opened) throws IOException {
    VolumeTree tree = opened.mount().tree();
    int choice = random.nextInt(10);
    if (choice < 4) {
      write(opened);
    } else if (choice < 5) {
      long tokens = random.nextInt(MAX_TOKENS / 2);
      long length = tokens * Tokens.BYTES;
      if (attempt(() -> tree.truncate(opened.handle(), length)).isEmpty()) {
        known.get(opened.file()).written.tailMap(length).clear();
      }
    } else if (choice < 7) {
      committing(opened, () -> tree.flush(opened.handle()));
    } else if (choice < 8) {
      committing(opened, () -> tree.sync(opened.handle()));
    } else {
      handles.remove(opened);
      committing(opened, () -> tree.release(opened.handle()));
    }
  }

  private void write(Opened opened) {
    VolumeTree tree = opened.mount().tree();
    boolean appends = opened.handle().mode().append();
    int count = 1 + random.nextInt(40);
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tokens.add(++lastToken);
    }
    long offset =
        appends ? opened.file().length() : (long) random.nextInt(MAX_TOKENS - count) * Tokens.BYTES;
    if (attempt(() -> tree.write(opened.handle(), offset, Tokens.encode(tokens))).isEmpty()) {
      TreeMap<Long, Long> written = known.get(opened.file()).written;
      for (int i = 0; i < count; i++) {
        written.put(offset + (long) i * Tokens.BYTES, tokens.get(i));
      }
    }
  }

  /**
   * A file with something to commit, before a step that may do that.
   *
   * @param view its content; empty if it is stale
   * @param inDoubt whether it may be in the bucket already
   */
  private record Pending(OpenFile file, String path, Optional<Set<Long>> view, boolean inDoubt) {}

  /** Does what may commit a file that is open, and learns what that means for its tokens. */
  private Optional<Errno> committing(Opened opened, Step step) throws IOException {
    return committing(List.of(opened), step);
  }

  /**
   * The same for a step that goes by name: a mount may have several files open under one, as others
   * have taken it away from the older ones.
   */
  private Optional<Errno> committing(List<Opened> candidates, Step step) throws IOException {
    Map<OpenFile, Pending> pending = new LinkedHashMap<>();
    for (Opened opened : candidates) {
      OpenFile file = opened.file();
      if (file.isDirty() && !pending.containsKey(file)) {
        pending.put(file, pending(file, content(opened)));
      }
    }
    Optional<Errno> failure = attempt(step);
    for (Pending file : pending.values()) {
      settle(file, failure);
    }
    return failure;
  }

  private static Pending pending(OpenFile file, Optional<Set<Long>> view) {
    return new Pending(file, "/" + file.path().value(), view, file.isCommitInDoubt());
  }

  private void settle(Pending before, Optional<Errno> failure) throws IOException {
    OpenFile file = before.file();
    Known state = known.get(file);
    Set<Long> view = before.view().orElse(Set.of());
    if (failure.equals(Optional.of(Errno.ESTALE)) && file.isClosed()) {
      conflicts++;
      owe(state.written.values(), before.path());
      state.written.clear();
    } else if (!file.isDirty() && !state.written.isEmpty()) {
      assertThat(before.view()).as("what was committed to " + before.path()).isPresent();
      assertThat(view).containsAll(state.written.values());
      Set<Long> kept = stillOwed(before, view);
      owe(kept, before.path());
      owe(kept, "/" + file.path().value());
      forget(state.seen, view);
      state.written.clear();
      state.seen.clear();
      state.seen.addAll(view);
    } else if (!file.isDirty() || file.isCommitInDoubt()) {
      forget(state.seen, view);
    }
  }

  /**
   * A commit that was in doubt may have been made long ago, and been replaced since by its name.
   */
  private Set<Long> stillOwed(Pending before, Set<Long> view) throws IOException {
    Optional<FileVersion> version = before.file().version();
    if (!before.inDoubt() || (version.isPresent() && isThere(version.get()))) {
      return view;
    }
    Set<Long> kept = new HashSet<>(view);
    kept.removeAll(replaced);
    return kept;
  }

  private void owe(Collection<Long> tokens, String path) {
    tokens.forEach(token -> owed.computeIfAbsent(token, t -> new HashSet<>()).add(path));
  }

  private void forget(Set<Long> seen, Set<Long> kept) {
    seen.stream().filter(token -> !kept.contains(token)).forEach(owed::remove);
  }

  private List<Opened> openedAt(Mounted mount, String path) {
    return handles.stream()
        .filter(opened -> opened.mount().equals(mount))
        .filter(opened -> ("/" + opened.file().path().value()).equals(path))
        .toList();
  }

  private void unlink(Mounted mount, String path) throws IOException {
    Set<Long> there = stored(path);
    Optional<Errno> failure = attempt(() -> mount.tree().unlink(path));
    if (failure.isEmpty() || failure.get() == Errno.EIO) {
      forgive(there);
    }
  }

  private void forgive(Set<Long> tokens) {
    tokens.forEach(owed::remove);
    replaced.addAll(tokens);
  }

  private void rename(Mounted mount, String from, String to) throws IOException {
    Set<Long> there = from.equals(to) ? Set.of() : stored(to);
    Optional<Errno> failure =
        committing(openedAt(mount, from), () -> mount.tree().rename(from, to));
    if (failure.isEmpty() || failure.get() == Errno.EIO) {
      forgive(there);
      owed.values().stream().filter(names -> names.contains(from)).forEach(n -> n.add(to));
    }
  }

  private void end() throws IOException {
    mounts.forEach(mount -> mount.faults().heal());
    for (Opened opened : List.copyOf(handles)) {
      handles.remove(opened);
      committing(opened, () -> opened.mount().tree().release(opened.handle()));
    }
    for (Mounted mount : mounts) {
      mount.faults().heal();
      mount.mount().close();
    }
    observer.close();
    mounts.clear();
    known.clear();
  }

  private void check(TestFormat format, String where) throws IOException {
    try (TestMount later = new TestMount(bucket, format, staging, clock)) {
      Map<Long, Set<String>> found = Tokens.ofAll(later.tree());
      owed.forEach(
          (token, names) ->
              assertThat(found.getOrDefault(token, Set.of()))
                  .as("%s: token %d, owed under %s", where, token, names)
                  .containsAnyElementsOf(names));
    }
  }
}
