package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that are removed in runs: gone here at once, and in the bucket with many others. */
final class RemovalsTest {
  private static final Owner OWNER = new Owner(1000, 1000);

  // The tests decide when promised removals are made.
  private static final Duration NEVER_BY_ITSELF = Duration.ofDays(1);

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  private final CountingObjectStore requests = new CountingObjectStore(faults);
  private final TestFormat format = TestFormat.of(TestVolumes.coffer(64));
  private final Path staging;
  private final TestMount other;
  private TestMount mount;
  private VolumeTree tree;

  RemovalsTest(@TempDir Path staging) throws IOException {
    this.staging = staging;
    this.other = new TestMount(bucket, format, staging, clock);
    this.mount = mount(NEVER_BY_ITSELF);
    this.tree = mount.tree();
  }

  private TestMount mount(Duration removalDelay) throws IOException {
    NamespaceSettings settings = format.namespace().withRemovalDelay(removalDelay);
    return new TestMount(requests, format.withNamespace(settings), staging, clock);
  }

  @BeforeEach
  void fill() throws IOException {
    other.tree().createDirectory("/d", 0755, OWNER);
    for (int i = 0; i < 10; i++) {
      write(other.tree(), name(i), "content " + i);
    }
    clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() throws IOException {
    faults.heal();
    mount.close();
    other.close();
  }

  private static String name(int file) {
    return "/d/f%04d".formatted(file);
  }

  private static void write(VolumeTree tree, String path, String content) throws IOException {
    FileHandle file = tree.create(path, 0644, new OpenMode(false, true, false, true, false), OWNER);
    tree.write(file, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    tree.flush(file);
    tree.release(file);
  }

  private static String read(VolumeTree tree, String path) throws IOException {
    return new String(TreeFiles.read(tree, path), StandardCharsets.UTF_8);
  }

  private static List<String> names(VolumeTree tree) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> names.add(name));
    names.sort(null);
    return names;
  }

  private void unlink(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      tree.unlink(name(i));
    }
  }

  private List<String> stored() {
    return bucket.keys().stream().filter(key -> key.startsWith("p/d/f")).toList();
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    IOException thrown = catchThrowableOfType(IOException.class, call);
    assertThat(thrown).isNotNull();
    assertThat(Errno.of(thrown)).isEqualTo(errno);
  }

  /** S-88: the removals of a run but the first two are made together. */
  @Test
  void unlink_inARun_isGoneHereAtOnceAndInTheBucketWithTheOthers() throws IOException {
    names(tree);
    unlink(0, 2);
    assertThat(stored()).hasSize(8);
    unlink(2, 10);
    assertThat(stored()).hasSize(8);
    assertThat(tree.removalsDue()).isEqualTo(8);
    assertErrno(Errno.ENOENT, () -> tree.stat(name(5)));
    assertErrno(Errno.ENOENT, () -> tree.unlink(name(5)));
    assertErrno(Errno.ENOENT, () -> tree.open(name(5), OpenMode.READ));
    assertThat(names(tree)).isEmpty();
    requests.reset();
    tree.syncDirectory("/d");
    assertThat(requests.counts()).isEqualTo(Map.of(Request.DELETE_ALL, 1L));
    assertThat(stored()).isEmpty();
    assertThat(names(tree)).isEmpty();
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** What the run will wait for is found out while its first names are removed. */
  @Test
  void unlink_ofASecondName_preparesForARun() throws IOException {
    unlink(0, 1);
    clock.advance(Duration.ofSeconds(1));
    unlink(1, 2);
    assertThat(requests.deletePreparations()).as("of single names").isZero();
    unlink(2, 3);
    Eventually.holds(() -> requests.deletePreparations() == 1);
    unlink(3, 10);
    tree.syncDirectory("/d");
    assertThat(requests.deletePreparations()).isEqualTo(1);
  }

  /** S-88: a single removal has been answered by the server when it returns. */
  @Test
  void unlink_ofSingleNames_isInTheBucketWhenItReturns() throws IOException {
    for (int i = 0; i < 10; i++) {
      tree.unlink(name(i));
      assertThat(stored()).hasSize(9 - i);
      clock.advance(Duration.ofMillis(300));
    }
  }

  /** S-95: as databases do that commit by removing their journal. */
  @Test
  void unlink_ofWhatWasJustMadeAndSynced_isInTheBucketWhenItReturns() throws IOException {
    unlink(0, 6);
    for (int i = 0; i < 5; i++) {
      FileHandle journal = tree.create("/d/f-journal", 0644, OpenMode.WRITE, OWNER);
      tree.write(journal, 0, ByteBuffer.wrap(new byte[10]));
      tree.sync(journal);
      tree.release(journal);
      assertThat(stored()).hasSize(5);
      tree.unlink("/d/f-journal");
      assertThat(stored()).hasSize(4);
    }
  }

  /** S-95: whoever has synced a file minds when it is gone, whatever else is removed. */
  @Test
  void unlink_ofASyncedFileAmongMany_isInTheBucketWhenItReturns() throws IOException {
    FileHandle file = tree.open(name(5), OpenMode.WRITE);
    tree.write(file, 0, ByteBuffer.wrap(new byte[10]));
    tree.sync(file);
    tree.release(file);
    unlink(0, 5);
    assertThat(stored()).hasSize(8);
    tree.unlink(name(5));
    assertThat(stored()).hasSize(7).doesNotContain("p" + name(5));
  }

  @Test
  void unlink_whenSomethingIsMadeInTheDirectory_beginsANewRun() throws IOException {
    unlink(0, 3);
    tree.createDirectory("/d/sub", 0755, OWNER);
    unlink(3, 5);
    assertThat(stored()).hasSize(6);
    unlink(5, 6);
    assertThat(stored()).hasSize(6);
  }

  @Test
  void listing_askedForWhileRemovalsAreDue_doesNotShowThem() throws IOException {
    unlink(0, 9);
    clock.advance(Duration.ofMinutes(1));
    requests.reset();
    assertThat(names(tree)).containsExactly("f0009");
    assertErrno(Errno.ENOENT, () -> tree.stat(name(8)));
    tree.stat(name(9));
    assertThat(requests.count(Request.LIST)).isPositive();
    assertThat(stored()).hasSize(8);
    tree.syncDirectory("/d");
    assertThat(names(tree)).containsExactly("f0009");
    assertErrno(Errno.ENOENT, () -> tree.stat(name(8)));
  }

  @Test
  void listing_underWayWhileRemovalsAreMade_doesNotShowThemAfterwards() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    unlink(0, 9);
    clock.advance(Duration.ofMinutes(1));
    faults.next(Request.DELETE_ALL, Fault.hold(reached, released));
    Thread settling = new Thread(() -> settle(tree));
    settling.start();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    List<String> shown = new ArrayList<>();
    tree.readDirectory(
        "/d",
        (name, stat) -> {
          released.countDown();
          return shown.add(name);
        });
    settling.join();
    assertThat(shown).containsExactly("f0009");
    assertThat(names(tree)).containsExactly("f0009");
  }

  private static void settle(VolumeTree tree) {
    try {
      tree.syncDirectory("/d");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** S-95: whatever is made under a name waits for its removal. */
  @Test
  void create_ofANameWhoseRemovalIsDue_comesAfterIt() throws IOException {
    unlink(0, 10);
    write(tree, name(4), "new");
    assertThat(stored()).containsExactly("p" + name(4));
    tree.syncDirectory("/d");
    assertThat(read(tree, name(4))).isEqualTo("new");
    clock.advance(Duration.ofMinutes(1));
    assertThat(read(other.tree(), name(4))).isEqualTo("new");
  }

  @Test
  void rename_toANameWhoseRemovalIsDue_comesAfterIt() throws IOException {
    unlink(0, 9);
    tree.rename(name(9), name(3));
    tree.syncDirectory("/d");
    assertThat(names(tree)).containsExactly("f0003");
    assertThat(read(tree, name(3))).isEqualTo("content 9");
  }

  @Test
  void rename_ofTheDirectory_comesAfterTheRemovalsInIt() throws IOException {
    unlink(0, 9);
    tree.rename("/d", "/e");
    assertThat(bucket.keys()).filteredOn(key -> key.endsWith("f0009")).hasSize(1);
    assertThat(bucket.keys()).noneMatch(key -> key.endsWith("f0008"));
  }

  @Test
  void sync_ofAnotherFile_comesAfterTheRemovals() throws IOException {
    unlink(0, 10);
    FileHandle file = tree.create("/else", 0644, OpenMode.WRITE, OWNER);
    tree.write(file, 0, ByteBuffer.wrap(new byte[10]));
    tree.sync(file);
    assertThat(stored()).isEmpty();
    tree.release(file);
  }

  /** S-70: a mount that ends brings everything into the bucket first. */
  @Test
  void close_makesTheRemovalsThatAreDue() throws IOException {
    unlink(0, 10);
    mount.close();
    assertThat(stored()).isEmpty();
    mount = mount(NEVER_BY_ITSELF);
  }

  @Test
  void commitAll_makesTheRemovalsThatAreDue() throws IOException {
    unlink(0, 10);
    tree.commitAll();
    assertThat(stored()).isEmpty();
  }

  /** S-88: by itself, too, a tenth of a second later. */
  @Test
  void removals_thatNobodyWaitsFor_areMadeSoon() throws Exception {
    mount.close();
    mount = mount(Duration.ofMillis(1));
    tree = mount.tree();
    unlink(0, 10);
    Eventually.holds(() -> stored().isEmpty());
    Eventually.holds(() -> tree.removalsDue() == 0);
  }

  @Test
  void removals_ofMoreThanARequestTakes_areSentWhenThereIsOneFull() throws Exception {
    for (int i = 10; i < 1010; i++) {
      write(other.tree(), name(i), "");
    }
    clock.advance(Duration.ofMinutes(1));
    names(tree);
    unlink(0, 1010);
    Eventually.holds(() -> stored().size() == 8);
    assertThat(names(tree)).isEmpty();
    tree.removeDirectory("/d");
    assertThat(requests.count(Request.DELETE_ALL)).isEqualTo(2);
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-96: another mount's version stays. */
  @Test
  void unlink_ofWhatAnotherMountChangesMeanwhile_leavesThat() throws IOException {
    unlink(0, 10);
    write(other.tree(), name(7), "of another");
    assertErrno(Errno.ENOTEMPTY, () -> tree.removeDirectory("/d"));
    assertThat(names(tree)).containsExactly("f0007");
    assertThat(read(tree, name(7))).isEqualTo("of another");
    tree.unlink(name(7));
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-97: what could not be removed is there again, and rmdir tells. */
  @Test
  void removals_thatAreDenied_showAgainAndFailRmdir() throws IOException {
    unlink(0, 10);
    faults.next(Request.DELETE_ALL, Fault.refusal(Reason.ACCESS_DENIED));
    assertErrno(Errno.EACCES, () -> tree.removeDirectory("/d"));
    assertThat(names(tree)).hasSize(8);
    assertThat(read(tree, name(7))).isEqualTo("content 7");
    assertErrno(Errno.ENOTEMPTY, () -> tree.removeDirectory("/d"));
    unlink(2, 4); // at once: the run is over
    assertThat(stored()).hasSize(6);
  }

  @Test
  void removals_thatAreDenied_failWhoeverMakesOneOfTheNames() throws IOException {
    unlink(0, 10);
    faults.next(Request.DELETE_ALL, Fault.refusal(Reason.ACCESS_DENIED));
    assertErrno(Errno.EACCES, () -> write(tree, name(4), "new"));
    assertErrno(Errno.EACCES, () -> tree.syncDirectory("/d"));
    tree.syncDirectory("/d");
    assertThat(read(tree, name(4))).isEqualTo("content 4");
  }

  /** S-74: what works when it is tried again is never seen by a program. */
  @Test
  void removals_whoseAnswersAreLost_areMadeAgain() throws IOException {
    unlink(0, 10);
    faults.next(Request.DELETE_ALL, Fault.lostAnswer());
    faults.next(Request.DELETE_ALL, Fault.refusal(Reason.UNAVAILABLE));
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void unlink_ofAnOpenFileInARun_leavesItReadable() throws IOException {
    FileHandle open = tree.open(name(5), OpenMode.READ);
    unlink(0, 10);
    tree.syncDirectory("/d");
    ByteBuffer content = ByteBuffer.allocate(100);
    tree.read(open, 0, content);
    assertThat(new String(content.array(), 0, content.position(), StandardCharsets.UTF_8))
        .isEqualTo("content 5");
    tree.release(open);
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-98: markers of directories go with the rest. */
  @Test
  void rmdir_inARun_isOneListingEach() throws IOException {
    unlink(0, 10);
    tree.removeDirectory("/d");
    for (int i = 0; i < 50; i++) {
      other.tree().createDirectory("/sub" + i, 0755, OWNER);
    }
    clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 50; i++) {
      tree.stat("/sub" + i);
    }
    requests.reset();
    for (int i = 0; i < 50; i++) {
      tree.removeDirectory("/sub" + i);
    }
    tree.syncDirectory("/");
    assertThat(requests.counts())
        .isEqualTo(Map.of(Request.LIST, 50L, Request.DELETE, 2L, Request.DELETE_ALL, 1L));
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  void mkdir_ofADirectoryWhoseRemovalIsDue_comesAfterIt() throws IOException {
    for (String path : List.of("/a", "/b", "/c")) {
      tree.createDirectory(path, 0755, OWNER);
    }
    clock.advance(Duration.ofMinutes(1));
    for (String path : List.of("/a", "/b", "/c")) {
      tree.removeDirectory(path);
    }
    assertThat(bucket.keys()).contains("p/c/").doesNotContain("p/a/", "p/b/");
    assertErrno(Errno.ENOENT, () -> tree.stat("/c"));
    tree.createDirectory("/c", 0700, OWNER);
    tree.syncDirectory("/");
    clock.advance(Duration.ofMinutes(1));
    assertThat(other.tree().stat("/c").mode() & 0777).isEqualTo(0700);
  }
}
