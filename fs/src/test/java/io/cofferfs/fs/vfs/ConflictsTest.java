package io.cofferfs.fs.vfs;

import static io.cofferfs.fs.vfs.TreeFiles.OWNER;
import static io.cofferfs.fs.vfs.TreeFiles.assertThatErrno;
import static io.cofferfs.fs.vfs.TreeFiles.names;
import static io.cofferfs.fs.vfs.TreeFiles.read;
import static io.cofferfs.fs.vfs.TreeFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.staging.StagingSettings;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two mounts of one volume that change one file: S-55 to S-58 of SEMANTICS.md. */
@NullUnmarked // opened by each test
final class ConflictsTest {
  private static final String SUFFIX = ".conflict-node7-20260301T120000.000Z";
  private static final byte[] OURS = bytes(1, 20);
  private static final byte[] THEIRS = bytes(2, 20);

  /** More than a part, so that it streams while it is written. */
  private static final byte[] LARGE = bytes(3, 2000);

  @TempDir private Path staging;
  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  private final CountingObjectStore counted = new CountingObjectStore(faults);
  private TestMount mount;
  private TestMount other;
  private VolumeTree tree;
  private VolumeTree there;

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

  private void open(Volume volume) throws IOException {
    open(volume.format(), StagingSettings.DEFAULT);
  }

  private void open(TestFormat format, StagingSettings limits) throws IOException {
    StagingArea area = StagingArea.open(staging, new SecureRandom(), limits);
    mount = new TestMount(counted, format, area, clock);
    // Looks into the bucket each time.
    TestFormat unbelieving = format.withNamespace(format.namespace().withTtl(Duration.ZERO));
    other = new TestMount(bucket, unbelieving, staging, clock);
    tree = mount.tree();
    there = other.tree();
  }

  @AfterEach
  void close() throws IOException {
    faults.heal();
    mount.close();
    other.close();
    assertThat(bucket.listMultipartUploads("")).as("uploads left in the bucket").isEmpty();
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void put(FileHandle file, long offset, byte[] content) throws IOException {
    tree.write(file, offset, ByteBuffer.wrap(content));
  }

  private FileHandle created(String path, byte[] content) throws IOException {
    FileHandle file = tree.create(path, 0640, OpenMode.READ_WRITE, OWNER);
    put(file, 0, content);
    return file;
  }

  /** Both mounts know what the other has done. */
  private void later() {
    clock.advance(Duration.ofSeconds(2));
  }

  /** S-55: the loser gets ESTALE, the other version stays, and the loser's bytes are beside it. */
  @ParameterizedTest
  @EnumSource(Volume.class)
  void flush_ofANewFileThatAnotherMountMadeFirst_keepsItAside(Volume volume) throws IOException {
    open(volume);
    for (byte[] content : List.of(OURS, LARGE)) {
      String path = "/" + content.length;
      FileHandle file = created(path, content);
      write(there, path, THEIRS);
      counted.reset();

      assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
      tree.release(file);

      assertThat(read(there, path)).isEqualTo(THEIRS);
      assertThat(read(tree, path)).isEqualTo(THEIRS);
      assertThat(read(there, path + SUFFIX)).isEqualTo(content);
      assertThat(there.stat(path + SUFFIX).mode()).isEqualTo(0100640);
      assertThat(names(tree, "/")).contains(content.length + SUFFIX);
      assertThat(counted.count(Request.PUT) + counted.count(Request.COMPLETE_UPLOAD))
          .as("commits, that of the copy included")
          .isEqualTo(2);
    }
  }

  /** S-55, for a file that was there before. */
  @ParameterizedTest
  @EnumSource(Volume.class)
  void flush_ofAFileWrittenAnewThatAnotherMountReplaced_keepsItAside(Volume volume)
      throws IOException {
    open(volume);
    write(tree, "/a", LARGE);
    FileHandle file = tree.open("/a", new OpenMode(false, true, false, true, false));
    put(file, 0, OURS);
    later();
    write(there, "/a", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(read(there, "/a")).isEqualTo(THEIRS);
    String copy = names(there, "/").get(1);
    assertThat(copy).isEqualTo("a.conflict-node7-20260301T120002.000Z");
    assertThat(read(there, "/" + copy)).isEqualTo(OURS);
  }

  /** S-56: of a version that is gone, what was written into it is kept, by its offset. */
  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "COFFER", "NAMES"})
  void flush_ofChangesInAVersionThatIsGone_keepsWhatWasWritten(Volume volume) throws IOException {
    open(volume);
    write(there, "/a", LARGE);
    FileHandle file = tree.open("/a", OpenMode.READ_WRITE);
    put(file, 1000, OURS);
    put(file, 1100, OURS);
    put(file, 1990, OURS);
    write(there, "/a", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(names(there, "/"))
        .containsExactlyInAnyOrder("a", "a" + SUFFIX + "-from-1000", "a" + SUFFIX + "-from-1990");
    byte[] first = read(there, "/a" + SUFFIX + "-from-1000");
    assertThat(first).hasSize(120).startsWith(OURS).endsWith(OURS);
    assertThat(Arrays.copyOfRange(first, 20, 100)).containsOnly(0);
    assertThat(read(there, "/a" + SUFFIX + "-from-1990")).isEqualTo(OURS);
  }

  /** S-56: the whole file, where this mount still has what it was made from. */
  @Test
  void flush_ofChangesInAVersionThatWasReadBefore_keepsTheWholeFile() throws IOException {
    open(Volume.S3EC);
    write(there, "/a", LARGE);
    FileHandle file = tree.open("/a", OpenMode.READ_WRITE);
    tree.read(file, 0, ByteBuffer.allocate(LARGE.length));
    put(file, 1000, OURS);
    write(there, "/a", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    byte[] expected = LARGE.clone();
    System.arraycopy(OURS, 0, expected, 1000, OURS.length);
    assertThat(read(there, "/a" + SUFFIX)).isEqualTo(expected);
  }

  @Test
  void flush_ofAnAppendToALogThatAnotherMountAppendedTo_keepsTheLine() throws IOException {
    open(Volume.COFFER);
    write(there, "/log", LARGE);
    OpenMode append = new OpenMode(false, true, /* append= */ true, false, false);
    FileHandle ours = tree.open("/log", append);
    put(ours, 0, OURS);
    FileHandle theirs = there.open("/log", append);
    there.write(theirs, 0, ByteBuffer.wrap(THEIRS));
    there.flush(theirs);
    there.release(theirs);

    assertThatErrno(() -> tree.flush(ours)).isEqualTo(Errno.ESTALE);
    tree.release(ours);

    assertThat(read(there, "/log")).hasSize(LARGE.length + 20).endsWith(THEIRS);
    assertThat(read(there, "/log" + SUFFIX + "-from-2000")).isEqualTo(OURS);
  }

  @Test
  void flush_whenTheFileWasDeletedElsewhere_keepsItAside() throws IOException {
    open(Volume.COFFER);
    write(tree, "/a", THEIRS);
    FileHandle file = tree.open("/a", new OpenMode(false, true, false, true, false));
    put(file, 0, OURS);
    there.unlink("/a");

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(names(there, "/")).containsExactly("a" + SUFFIX);
  }

  /** S-55: the handles of the loser are of no use any more; a new one has the other version. */
  @Test
  void handles_ofAFileThatLost_areStale() throws IOException {
    open(Volume.COFFER);
    FileHandle file = created("/a", OURS);
    FileHandle second = tree.open("/a", OpenMode.READ_WRITE);
    write(there, "/a", THEIRS);
    assertThatErrno(() -> tree.sync(file)).isEqualTo(Errno.ESTALE);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> tree.flush(second)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> put(file, 0, OURS)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> tree.truncate(second, 1)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> tree.read(second, 0, ByteBuffer.allocate(9))).isEqualTo(Errno.ESTALE);
    assertThat(read(tree, "/a")).isEqualTo(THEIRS);
    tree.release(file);
    tree.release(second);
    assertThat(names(there, "/")).containsExactly("a", "a" + SUFFIX);
  }

  @Test
  void flush_whenTheCopyCannotBeMadeYet_failsAndKeepsItLater() throws IOException {
    open(Volume.COFFER);
    FileHandle file = created("/a", OURS);
    write(there, "/a", THEIRS);
    faults.spare(Request.PUT, 1).next(Request.PUT, Fault.refusal(Reason.UNAVAILABLE));

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.EIO);
    assertThatErrno(() -> tree.release(file)).isEqualTo(Errno.ESTALE);

    assertThat(read(there, "/a" + SUFFIX)).isEqualTo(OURS);
  }

  @Test
  void flush_whoseCopysAnswerIsLost_makesOneCopy() throws IOException {
    open(Volume.COFFER);
    FileHandle file = created("/a", OURS);
    write(there, "/a", THEIRS);
    faults.spare(Request.PUT, 1).next(Request.PUT, Fault.lostAnswer());

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(names(there, "/")).containsExactly("a", "a" + SUFFIX);
  }

  @Test
  void flush_whenTheNameOfTheCopyIsTaken_takesAnother() throws IOException {
    open(Volume.COFFER);
    write(there, "/a" + SUFFIX, THEIRS);
    FileHandle file = created("/a", OURS);
    write(there, "/a", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(read(there, "/a" + SUFFIX)).isEqualTo(THEIRS);
    assertThat(read(there, "/a" + SUFFIX + "-2")).isEqualTo(OURS);
  }

  /** S-57: a name that is too long for the ending is cut. */
  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "NAMES"})
  void flush_ofALongName_cutsItInTheCopy(Volume volume) throws IOException {
    open(volume);
    String name = "/" + "ü".repeat(127);
    FileHandle file = created(name, OURS);
    write(there, name, THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    String copy = names(there, "/").stream().filter(n -> n.endsWith(SUFFIX)).findFirst().get();
    assertThat(copy.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(253, 255);
    assertThat(copy).startsWith("üüü");
    assertThat(read(there, "/" + copy)).isEqualTo(OURS);
  }

  @Test
  void flush_whereTheKeyOfTheDirectoryLeavesNoRoom_keepsTheCopyAboveIt() throws IOException {
    open(Volume.PLAIN);
    String deep = ("/" + "d".repeat(250)).repeat(4);
    for (int end = 251; end <= deep.length(); end += 251) {
      tree.createDirectory(deep.substring(0, end), 0755, OWNER);
    }
    FileHandle file = created(deep + "/a", OURS);
    write(there, deep + "/a", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    tree.release(file);

    assertThat(read(there, deep.substring(0, 3 * 251) + "/a" + SUFFIX)).isEqualTo(OURS);
  }

  /** S-55: not only close() and fsync() commit. */
  @Test
  void release_rename_andUnmount_keepTheLosersBytesToo() throws IOException {
    open(Volume.COFFER);
    FileHandle released = created("/released", OURS);
    FileHandle renamed = created("/renamed", OURS);
    tree.flush(renamed);
    put(renamed, 0, LARGE);
    created("/unmounted", OURS);
    for (String path : List.of("/released", "/renamed", "/unmounted")) {
      write(there, path, THEIRS);
    }

    assertThatErrno(() -> tree.release(released)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> tree.rename("/renamed", "/b")).isEqualTo(Errno.ESTALE);
    assertThatErrno(tree::close).isEqualTo(Errno.ESTALE);

    assertThat(read(there, "/released" + SUFFIX)).isEqualTo(OURS);
    assertThat(read(there, "/renamed" + SUFFIX)).isEqualTo(LARGE);
    assertThat(read(there, "/unmounted" + SUFFIX)).isEqualTo(OURS);
    for (String path : List.of("/released", "/renamed", "/unmounted")) {
      assertThat(read(there, path)).isEqualTo(THEIRS);
    }
  }

  @ParameterizedTest
  @EnumSource(Volume.class)
  void flush_ofNothingButATruncation_leavesNoCopy(Volume volume) throws IOException {
    open(volume);
    write(there, "/a", LARGE);
    FileHandle file = tree.open("/a", OpenMode.WRITE);
    tree.truncate(file, 500);
    FileHandle empty = tree.create("/empty", 0600, OpenMode.WRITE, OWNER);
    write(there, "/a", THEIRS);
    write(there, "/empty", THEIRS);

    assertThatErrno(() -> tree.flush(file)).isEqualTo(Errno.ESTALE);
    assertThatErrno(() -> tree.flush(empty)).isEqualTo(Errno.ESTALE);
    tree.release(file);
    tree.release(empty);

    assertThat(names(there, "/")).containsExactly("a", "empty");
  }

  /** S-58: where the bytes are in no place but an upload, the other version steps aside. */
  @ParameterizedTest
  @EnumSource(Volume.class)
  void flush_ofAStreamThatIsStagedNowhere_keepsTheOtherVersionAside(Volume volume)
      throws IOException {
    open(volume.format(), new StagingSettings(64, 1, 0, /* diskBytes= */ 0));
    FileHandle file = created("/a", LARGE);
    write(there, "/a", THEIRS);

    tree.flush(file);
    tree.release(file);

    assertThat(names(there, "/")).containsExactly("a", "a" + SUFFIX);
    later();
    assertThat(read(there, "/a")).isEqualTo(LARGE);
    assertThat(read(there, "/a" + SUFFIX)).isEqualTo(THEIRS);
  }

  @Test
  void flush_ofAStreamThatIsStagedNowhere_givesWayAgainAndAgain() throws IOException {
    open(Volume.COFFER.format(), new StagingSettings(64, 1, 0, /* diskBytes= */ 0));
    FileHandle file = created("/a", LARGE);
    write(there, "/a", THEIRS);
    faults
        .spare(Request.COMPLETE_UPLOAD, 1)
        .next(Request.COMPLETE_UPLOAD, Fault.interference(() -> overwrite("/a")));

    tree.flush(file);
    tree.release(file);

    later();
    assertThat(names(there, "/")).containsExactly("a", "a" + SUFFIX, "a" + SUFFIX + "-2");
    assertThat(read(there, "/a")).isEqualTo(LARGE);
    assertThat(read(there, "/a" + SUFFIX)).isEqualTo(THEIRS);
    assertThat(read(there, "/a" + SUFFIX + "-2")).isEqualTo(OURS);
  }

  private void overwrite(String path) {
    making(() -> write(there, path, OURS));
  }

  /** The commit came first; who has replaced it has seen it. */
  @Test
  void flush_whoseAttributesComeTooLate_isNoConflict() throws IOException {
    open(Volume.COFFER);
    FileHandle file = created("/a", LARGE);
    tree.changeTimes("/a", new TimeChange.Keep(), new TimeChange.To(new Timestamp(5, 0)));
    faults.next(Request.COPY, Fault.interference(() -> overwrite("/a")));

    tree.flush(file);
    tree.release(file);

    assertThat(names(there, "/")).containsExactly("a");
    assertThat(read(there, "/a")).isEqualTo(OURS);
  }

  /** S-59: of two that make a directory or a symbolic link, one has made it. */
  @ParameterizedTest
  @EnumSource(Volume.class)
  void create_ofTheSameNameAtTheSameTime_hasOneWinner(Volume volume) throws IOException {
    open(volume);
    faults.next(Request.PUT, Fault.interference(() -> making(() -> makeDirectory(there))));
    assertThatErrno(() -> makeDirectory(tree)).isEqualTo(Errno.EEXIST);

    faults.next(Request.PUT, Fault.interference(() -> making(() -> makeLink(there))));
    assertThatErrno(() -> makeLink(tree)).isEqualTo(Errno.EEXIST);

    OpenMode exclusive = new OpenMode(false, true, false, false, /* exclusive= */ true);
    FileHandle ours = tree.create("/a", 0600, exclusive, OWNER);
    FileHandle theirs = there.create("/a", 0600, exclusive, OWNER);
    there.release(theirs);
    assertThatErrno(() -> tree.flush(ours)).isEqualTo(Errno.ESTALE);
    tree.release(ours);
  }

  /** S-59: an answer that got lost is no other winner. */
  @ParameterizedTest
  @EnumSource(Volume.class)
  void createDirectory_whoseAnswerIsLost_hasMadeIt(Volume volume) throws IOException {
    open(volume);
    faults.next(Request.PUT, Fault.lostAnswer());

    makeDirectory(tree);

    assertThat(names(there, "/")).containsExactly("d");
  }

  private static void makeDirectory(FileTree in) throws IOException {
    in.createDirectory("/d", 0755, OWNER);
  }

  private static void makeLink(FileTree in) throws IOException {
    in.createSymbolicLink("/link", "target", OWNER);
  }

  private interface Making {
    void run() throws IOException;
  }

  private static void making(Making action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new AssertionError("the other mount failed", e);
    }
  }

  /** S-60: what the kernel keeps of a file is not shown of another version with the same times. */
  @Test
  void contentTag_ofAnotherVersionOfTheSameTimesAndLength_isAnother() throws IOException {
    open(Volume.PLAIN);
    bucket.put("p/a", PartBody.of(OURS), Map.of(), Precondition.none());
    FileHandle first = tree.open("/a", OpenMode.READ);
    Object before = tree.contentTag(first);
    FileHandle again = tree.open("/a", OpenMode.READ);
    assertThat(tree.contentTag(again)).isEqualTo(before);
    bucket.put("p/a", PartBody.of(THEIRS), Map.of(), Precondition.none());
    later();
    FileHandle second = tree.open("/a", OpenMode.READ);

    assertThat(tree.contentTag(second)).isNotEqualTo(before);
    for (FileHandle handle : List.of(first, again, second)) {
      tree.release(handle);
    }
  }

  /** S-32: chmod() keeps what other tools have written into an object's headers. */
  @ParameterizedTest
  @EnumSource(
      value = Volume.class,
      names = {"PLAIN", "S3EC"})
  void flush_ofAttributesAlone_keepsForeignHeaders(Volume volume) throws IOException {
    open(volume);
    write(there, "/a", OURS);
    later();
    String key = bucket.keys().get(0);
    byte[] body = bucket.body(key);
    Map<String, String> own = bucket.head(key).metadata();
    Map<String, String> all = new HashMap<>(own);
    all.put("made-by", "another tool");
    bucket.put(key, PartBody.of(body), all, Precondition.none());
    FileHandle file = tree.open("/a", OpenMode.WRITE);
    tree.truncate(file, OURS.length);
    tree.changeMode("/a", 0600 + 7);
    tree.flush(file);
    tree.release(file);

    assertThat(bucket.head(key).metadata()).containsEntry("made-by", "another tool");
    assertThat(there.stat("/a").mode()).isEqualTo(0100607);
  }
}
