package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of SEMANTICS.md, quoted above the tests that hold them, and what they cost. */
final class VolumeTreeTest {
  private static final Owner OWNER = new Owner(1000, 1000);

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  private final CountingObjectStore store = new CountingObjectStore(faults);
  private final CofferCodec codec = TestVolumes.coffer(64);
  private final Path staging;
  private final TestMount mount;
  private final TestMount other;
  private final VolumeTree tree;

  VolumeTreeTest(@TempDir Path staging) throws IOException {
    this.staging = staging;
    mount = new TestMount(store, codec, staging, clock);
    other = new TestMount(bucket, codec, staging, clock);
    tree = mount.tree();
  }

  @BeforeEach
  void beginWithNoRequests() {
    store.reset();
  }

  @AfterEach
  void close() throws IOException {
    faults.heal();
    mount.close();
    other.close();
  }

  /** S-2: close() and fsync() return 0 only when everything written is in the bucket. */
  @Test
  void flush_afterWrites_showsTheFileInAnotherMount() throws IOException {
    FileHandle file = create(tree, "/a", "content");

    tree.flush(file);

    assertThat(read(other.tree(), "/a")).isEqualTo("content");
    tree.release(file);
  }

  /** S-2: a new file that was never written is committed by close() too. */
  @Test
  void flush_ofANewFileWithoutWrites_putsAnEmptyObject() throws IOException {
    FileHandle file = tree.create("/a", 0600, OpenMode.WRITE, OWNER);

    tree.flush(file);

    assertThat(other.tree().stat("/a").length()).isZero();
    tree.release(file);
  }

  /** S-2: so it is if the descriptor that made it only reads. */
  @Test
  void release_ofANewFileThatIsOpenForReading_putsAnEmptyObject() throws IOException {
    tree.release(tree.create("/a", 0600, OpenMode.READ, OWNER));

    assertThat(other.tree().stat("/a").length()).isZero();
  }

  /** S-2: only what changed since is uploaded. */
  @Test
  void flush_twice_uploadsOnce() throws IOException {
    FileHandle file = create(tree, "/a", "content");

    tree.flush(file);
    tree.flush(file);
    tree.release(file);

    assertThat(store.count(Request.PUT)).isEqualTo(1);
  }

  @Test
  void flush_whenTheStoreFails_failsAndCanBeTriedAgain() throws IOException {
    FileHandle file = create(tree, "/a", "content");
    faults.next(Request.PUT, Fault.refusal(Reason.UNAVAILABLE));

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.EIO);
    tree.flush(file);

    assertThat(read(other.tree(), "/a")).isEqualTo("content");
    tree.release(file);
  }

  /** S-3: until a commit, other mounts see the old version or no file. */
  @Test
  void write_beforeACommit_isSeenInThisMountAlone() throws IOException {
    FileHandle file = create(tree, "/a", "content");

    assertThat(read(tree, "/a")).isEqualTo("content");
    assertThat(names(tree, "/")).containsExactly("a");
    assertThat(names(other.tree(), "/")).isEmpty();
    tree.release(file);
  }

  /** S-5: if another writer replaced the object, close() fails and the other version stays. */
  @Test
  void flush_afterAnotherWriterReplacedTheObject_isStale() throws IOException {
    write(tree, "/a", "first");
    FileHandle file = tree.open("/a", OpenMode.WRITE);
    write(tree, file, "ours");
    write(other.tree(), "/a", "theirs");

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);

    tree.release(file);
    assertThat(read(other.tree(), "/a")).isEqualTo("theirs");
  }

  /** S-6: an object that is replaced while open for reading gives ESTALE. */
  @Test
  void read_afterTheObjectWasReplaced_isStale() throws IOException {
    write(tree, "/a", "x".repeat(4000));
    FileHandle file = tree.open("/a", OpenMode.READ);
    tree.read(file, 0, ByteBuffer.allocate(64));
    write(other.tree(), "/a", "y".repeat(4000));

    assertThatErrno(() -> tree.read(file, 3900, ByteBuffer.allocate(64))).isEqualTo(Errno.ESTALE);

    tree.release(file);
  }

  /**
   * S-1, of a change that keeps the object id: what is cached of the version before is no answer.
   */
  @Test
  void read_afterAChangeInPlace_seesTheNewContent() throws IOException {
    write(tree, "/a", "x".repeat(4000));
    FileHandle reader = tree.open("/a", OpenMode.READ);
    assertThat(read(tree, reader)).isEqualTo("x".repeat(4000));
    FileHandle writer = tree.open("/a", OpenMode.WRITE);

    tree.write(writer, 2000, ByteBuffer.wrap(new byte[] {'y'}));
    tree.flush(writer);
    tree.release(writer);

    String expected = "x".repeat(2000) + "y" + "x".repeat(1999);
    assertThat(store.count(Request.UPLOAD_PART_COPY)).isPositive();
    assertThat(read(tree, reader)).isEqualTo(expected);
    assertThat(read(tree, "/a")).isEqualTo(expected);
    assertThat(read(other.tree(), "/a")).isEqualTo(expected);
    tree.release(reader);
  }

  /** S-6, of a change that keeps the object id: no mix of two versions. */
  @Test
  void read_afterAnotherMountChangedTheObjectInPlace_isStale() throws IOException {
    write(tree, "/a", "x".repeat(4000));
    FileHandle reader = tree.open("/a", OpenMode.READ);
    tree.read(reader, 0, ByteBuffer.allocate(64));
    FileHandle writer = other.tree().open("/a", OpenMode.WRITE);
    other.tree().write(writer, 2000, ByteBuffer.wrap(new byte[] {'y'}));
    other.tree().flush(writer);
    other.tree().release(writer);

    assertThatErrno(() -> tree.read(reader, 1990, ByteBuffer.allocate(64))).isEqualTo(Errno.ESTALE);
    clock.advance(Duration.ofSeconds(2));
    assertThat(read(tree, "/a")).contains("y");
    tree.release(reader);
  }

  @Test
  void createWriteClose_ofASmallFile_isOnePut() throws IOException {
    tree.stat("/");
    assertThatErrno(() -> tree.stat("/a")).isEqualTo(Errno.ENOENT);
    store.reset();

    write(tree, "/a", "content");

    assertThat(store.counts()).isEqualTo(Map.of(Request.PUT, 1L));
  }

  /** S-7: a file that is unlinked while open stays readable and writable. */
  @Test
  void unlink_ofAnOpenFile_leavesItToItsHandles() throws IOException {
    write(tree, "/a", "content");
    FileHandle file = tree.open("/a", OpenMode.READ_WRITE);

    tree.unlink("/a");
    tree.write(file, 7, ByteBuffer.wrap("!".getBytes(StandardCharsets.UTF_8)));

    assertThat(read(tree, file)).isEqualTo("content!");
    assertThatErrno(() -> tree.stat("/a")).isEqualTo(Errno.ENOENT);
    tree.flush(file);
    tree.release(file);
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-7: the same for a file that a rename replaces. */
  @Test
  void rename_overAnOpenFile_leavesTheOldOneToItsHandles() throws IOException {
    write(tree, "/new", "new");
    write(tree, "/old", "old");
    FileHandle file = tree.open("/old", OpenMode.READ);

    tree.rename("/new", "/old");

    assertThat(read(tree, file)).isEqualTo("old");
    assertThat(read(tree, "/old")).isEqualTo("new");
    tree.release(file);
    assertThat(bucket.keys()).containsExactly("p/old");
  }

  @Test
  void rename_thatFailsOverAnOpenFile_leavesTheNameToIt() throws IOException {
    write(tree, "/new", "new");
    write(tree, "/old", "old");
    FileHandle file = tree.open("/old", OpenMode.WRITE);
    faults.spare(Request.COPY, 1).next(Request.COPY, Fault.refusal(Reason.UNAVAILABLE));

    assertThatErrno(() -> tree.rename("/new", "/old")).isEqualTo(Errno.EIO);
    write(tree, file, "OLD");
    tree.flush(file);
    tree.release(file);

    assertThat(read(other.tree(), "/old")).isEqualTo("OLD");
    assertThat(read(other.tree(), "/new")).isEqualTo("new");
    assertThat(bucket.keys()).containsExactly("p/new", "p/old");
  }

  @Test
  void rename_ofAFileBeingWritten_commitsItUnderItsNewName() throws IOException {
    FileHandle file = create(tree, "/a", "x".repeat(2000));

    tree.rename("/a", "/b");
    tree.flush(file);
    tree.release(file);

    assertThat(read(other.tree(), "/b")).isEqualTo("x".repeat(2000));
    assertThat(bucket.keys()).containsExactly("p/b");
    Eventually.holds(() -> bucket.listMultipartUploads("").isEmpty());
  }

  /** S-7: what was written before the unlink stays with those who read, too. */
  @Test
  void release_ofTheLastWriterOfAnUnlinkedFile_keepsWhatItWrote() throws IOException {
    write(tree, "/a", "old");
    FileHandle writer = tree.open("/a", OpenMode.READ_WRITE);
    FileHandle reader = tree.open("/a", OpenMode.READ);
    write(tree, writer, "new");

    tree.unlink("/a");
    tree.release(writer);

    assertThat(read(tree, reader)).isEqualTo("new");
    tree.release(reader);
  }

  @Test
  void unlink_afterAnUncommittedFileReplacedAnObject_leavesNothing() throws IOException {
    write(tree, "/a", "old");
    FileHandle file = create(tree, "/new", "new");

    tree.rename("/new", "/a");
    tree.unlink("/a");
    tree.release(file);

    assertThat(bucket.keys()).isEmpty();
  }

  /** S-5: a change of attributes does not make another mount's version ours. */
  @Test
  void changeMode_ofAnOpenFileThatAnotherMountReplaced_doesNotOverwriteItLater()
      throws IOException {
    FileHandle file = create(tree, "/a", "ours");
    tree.flush(file);
    write(other.tree(), "/a", "theirs");
    clock.advance(Duration.ofSeconds(10));

    tree.changeMode("/a", 0640);
    write(tree, file, "OURS");

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);
    assertThat(read(other.tree(), "/a")).isEqualTo("theirs");
  }

  /** S-2: fsync() through a descriptor that only reads commits what others have written. */
  @Test
  void sync_throughAReadingHandle_commits() throws IOException {
    FileHandle writer = create(tree, "/a", "content");
    FileHandle reader = tree.open("/a", OpenMode.READ);

    tree.sync(reader);

    assertThat(read(other.tree(), "/a")).isEqualTo("content");
    tree.release(reader);
    tree.release(writer);
  }

  @Test
  void create_ofANameThatIsOpenHereAndDeletedElsewhere_makesANewFile() throws IOException {
    write(tree, "/a", "old");
    FileHandle reader = tree.open("/a", OpenMode.READ);
    other.tree().unlink("/a");
    clock.advance(Duration.ofSeconds(10));

    write(tree, "/a", "new");

    assertThat(read(tree, "/a")).isEqualTo("new");
    tree.release(reader);
  }

  /** S-61: a rename replaces what another mount has just put there. */
  @Test
  void rename_overAFileThatIsOpenHereAndReplacedElsewhere_isDone() throws IOException {
    write(tree, "/a", "old");
    write(tree, "/new", "new");
    FileHandle reader = tree.open("/a", OpenMode.READ);
    write(other.tree(), "/a", "theirs");
    clock.advance(Duration.ofSeconds(10));

    tree.rename("/new", "/a");

    assertThat(read(tree, "/a")).isEqualTo("new");
    assertThatErrno(() -> read(tree, reader)).isEqualTo(Errno.ESTALE);
    tree.release(reader);
    assertThat(bucket.keys()).containsExactly("p/a");
  }

  @Test
  void discard_ofAHalfWrittenReplacement_leavesTheOldContent() throws IOException {
    write(tree, "/a", "old");
    FileHandle file = tree.open("/a", new OpenMode(false, true, false, true, false));
    write(tree, file, "hal");

    tree.discard(file);

    assertThat(read(tree, "/a")).isEqualTo("old");
  }

  /** S-16: .coffer in the root belongs to the volume. */
  @Test
  void create_inWhatTheVolumeKeepsForItself_isNotPermitted() {
    assertThatErrno(() -> tree.createDirectory("/.coffer", 0700, OWNER)).isEqualTo(Errno.EPERM);
    assertThatErrno(() -> tree.create("/.coffer/x", 0600, OpenMode.WRITE, OWNER))
        .isEqualTo(Errno.EPERM);
  }

  @Test
  void create_whatCpDoes_isOneUploadWithItsAttributes() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    store.reset();

    FileHandle file = create(tree, "/d/a", "content");
    tree.changeTimes("/d/a", new TimeChange.Keep(), new TimeChange.To(new Timestamp(5, 6)));
    tree.changeMode("/d/a", 0444);
    tree.flush(file);
    tree.release(file);

    assertThat(store.counts()).isEqualTo(Map.of(Request.PUT, 1L));
    FileStat stat = other.tree().stat("/d/a");
    assertThat(stat.mtime()).isEqualTo(new Timestamp(5, 6));
    assertThat(stat.mode()).isEqualTo(0100444);
  }

  @Test
  void changeMode_toWhatItIs_asksNothingOfTheStore() throws IOException {
    write(tree, "/a", "content");
    store.reset();

    tree.changeMode("/a", 0600);

    assertThat(store.total()).isZero();
  }

  @Test
  void everyChange_onAReadOnlyMount_isRefused() throws IOException {
    write(tree, "/a", "content");
    TreeSettings settings = TreeSettings.AS_STORED.withReadOnly(/* value= */ true);
    try (TestMount readOnly =
        new TestMount(bucket, TestFormat.of(codec).withTree(settings), staging, clock)) {
      VolumeTree there = readOnly.tree();
      assertThatErrno(() -> there.open("/a", OpenMode.WRITE)).isEqualTo(Errno.EROFS);
      assertThatErrno(() -> there.unlink("/a")).isEqualTo(Errno.EROFS);
      assertThatErrno(() -> there.rename("/a", "/b")).isEqualTo(Errno.EROFS);
      assertThatErrno(() -> there.changeMode("/a", 0)).isEqualTo(Errno.EROFS);
      assertThatErrno(() -> there.createDirectory("/d", 0, OWNER)).isEqualTo(Errno.EROFS);
      assertThat(read(there, "/a")).isEqualTo("content");
    }
  }

  private static FileHandle create(FileTree tree, String path, String content) throws IOException {
    FileHandle file = tree.create(path, 0600, OpenMode.WRITE, OWNER);
    write(tree, file, content);
    return file;
  }

  private static void write(FileTree tree, FileHandle file, String content) throws IOException {
    tree.write(file, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Replaces or makes a file, through to the bucket. */
  private static void write(FileTree tree, String path, String content) throws IOException {
    OpenMode replace = new OpenMode(false, true, false, /* truncate= */ true, false);
    FileHandle file = tree.create(path, 0600, replace, OWNER);
    write(tree, file, content);
    tree.flush(file);
    tree.release(file);
  }

  private static String read(FileTree tree, String path) throws IOException {
    FileHandle file = tree.open(path, OpenMode.READ);
    try {
      return read(tree, file);
    } finally {
      tree.release(file);
    }
  }

  private static String read(FileTree tree, FileHandle file) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(8192);
    tree.read(file, 0, target);
    return StandardCharsets.UTF_8.decode(target.flip()).toString();
  }

  private static List<String> names(FileTree tree, String path) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(path, (name, stat) -> names.add(name));
    return names;
  }

  private static AbstractComparableAssert<?, Errno> assertThatErrno(ThrowingCallable call) {
    return assertThat(Errno.of(catchThrowableOfType(IOException.class, call)));
  }
}
