package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What attributes do and how they last, in encrypted and in plain volumes. */
final class AttributesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final Timestamp SOME_TIME = new Timestamp(-5, 6);
  private static final TimeChange KEEP = new TimeChange.Keep();
  private static final TimeChange NOW = new TimeChange.Now();

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final CountingObjectStore store = new CountingObjectStore(bucket);
  private final Map<Format, VolumeCodec> codecs = new EnumMap<>(Format.class);
  @TempDir private Path staging;

  enum Format {
    COFFER,
    PLAIN,
    ENCRYPTION_CLIENT;

    VolumeCodec newCodec() {
      return switch (this) {
        case COFFER -> TestVolumes.coffer(64);
        case PLAIN -> TestVolumes.plain(64);
        case ENCRYPTION_CLIENT -> TestVolumes.s3ec(64);
      };
    }
  }

  private interface Step {
    void run(VolumeTree tree) throws IOException;
  }

  /** Each step in a mount of its own, some seconds after the one before. */
  private void mounts(Format format, Step... steps) throws IOException {
    VolumeCodec codec = codecs.computeIfAbsent(format, Format::newCodec);
    for (Step step : steps) {
      try (TestMount mount = new TestMount(store, codec, staging, clock)) {
        step.run(mount.tree());
      }
      clock.advance(Duration.ofSeconds(10));
    }
  }

  /** S-40: both times that a program sets are kept, to the nanosecond. */
  @ParameterizedTest
  @EnumSource
  void changeTimes_ofFilesAndDirectories_lasts(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          make(tree, "/a");
          tree.createDirectory("/d", 0755, OWNER);
          for (String path : new String[] {"/a", "/d"}) {
            tree.changeTimes(path, to(new Timestamp(7, 8)), to(SOME_TIME));
          }
        },
        tree -> {
          for (String path : new String[] {"/a", "/d"}) {
            assertThat(tree.stat(path).atime()).isEqualTo(new Timestamp(7, 8));
            assertThat(tree.stat(path).mtime()).isEqualTo(SOME_TIME);
          }
        });
  }

  /** S-40: UTIME_OMIT leaves the other one. */
  @ParameterizedTest
  @EnumSource
  void changeTimes_ofOne_leavesTheOther(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          make(tree, "/a");
          FileStat before = tree.stat("/a");
          tree.changeTimes("/a", KEEP, to(SOME_TIME));
          assertThat(tree.stat("/a").atime()).isEqualTo(before.atime());
          tree.changeTimes("/a", to(new Timestamp(7, 8)), KEEP);
          assertThat(tree.stat("/a").mtime()).isEqualTo(SOME_TIME);
          tree.changeTimes("/a", NOW, NOW);
          assertThat(tree.stat("/a").atime()).isEqualTo(tree.stat("/a").mtime());
        });
  }

  /** S-41: a change of several attributes is one request. */
  @ParameterizedTest
  @EnumSource
  void change_ofEverything_isOneCopy(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          make(tree, "/a");
          store.reset();

          tree.change(
              "/a", new AttributeChange(OptionalInt.of(04711), 5, 6, to(SOME_TIME), to(SOME_TIME)));

          assertThat(store.count(Request.COPY)).isEqualTo(1);
          assertThat(store.count(Request.PUT)).isZero();
        },
        tree -> {
          FileStat stat = tree.stat("/a");
          assertThat(stat.mode()).isEqualTo(0104711);
          assertThat(stat.uid()).isEqualTo(5);
          assertThat(stat.gid()).isEqualTo(6);
        });
  }

  /** S-43: in a directory with its set-group-ID bit set, what is made has the directory's group. */
  @ParameterizedTest
  @EnumSource
  void create_inADirectoryThatSetsTheGroup_inheritsIt(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          tree.createDirectory("/d", 0755, OWNER);
          tree.changeOwner("/d", -1, 77);
          tree.changeMode("/d", 02755);
          make(tree, "/d/file");
          tree.createDirectory("/d/sub", 0700, OWNER);
          tree.createSymbolicLink("/d/link", "file", OWNER);
          tree.createNode("/d/pipe", FileType.FIFO.mode(0600), 0, OWNER);
        },
        tree -> {
          for (String name : new String[] {"file", "sub", "link", "pipe"}) {
            assertThat(tree.stat("/d/" + name).gid()).as(name).isEqualTo(77);
            assertThat(tree.stat("/d/" + name).uid()).as(name).isEqualTo(1000);
          }
          assertThat(tree.stat("/d/sub").mode()).isEqualTo(042700);
        });
  }

  /** S-44: FIFOs, sockets and devices are nodes that come back after a remount. */
  @ParameterizedTest
  @EnumSource
  void createNode_ofEachType_comesBack(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          tree.createNode("/pipe", FileType.FIFO.mode(0640), 0, OWNER);
          tree.createNode("/socket", FileType.SOCKET.mode(0600), 0, OWNER);
          tree.createNode("/block", FileType.BLOCK_DEVICE.mode(0600), 0x801, OWNER);
          tree.createNode("/character", FileType.CHARACTER_DEVICE.mode(0600), 0x12300145, OWNER);
          tree.rename("/block", "/moved");
        },
        tree -> {
          assertThat(tree.stat("/pipe").mode()).isEqualTo(010640);
          assertThat(tree.stat("/socket").mode()).isEqualTo(0140600);
          assertThat(tree.stat("/moved").mode()).isEqualTo(060600);
          assertThat(tree.stat("/moved").rdev()).isEqualTo(0x801);
          assertThat(tree.stat("/character").rdev()).isEqualTo(0x12300145);
          assertThat(errno(() -> tree.open("/pipe", OpenMode.READ))).isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> tree.createNode("/pipe", 010600, 0, OWNER)))
              .isEqualTo(Errno.EEXIST);
        });
  }

  /** S-42: making and removing names changes the times of their directory. */
  @ParameterizedTest
  @EnumSource
  void namesMadeAndRemoved_changeTheirDirectory(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          tree.createDirectory("/d", 0755, OWNER);
          tree.createDirectory("/e", 0755, OWNER);
          assertChanges(tree, () -> make(tree, "/d/a"), "/d");
          assertChanges(tree, () -> tree.createSymbolicLink("/d/l", "a", OWNER), "/d");
          assertChanges(tree, () -> tree.createDirectory("/d/s", 0700, OWNER), "/d");
          assertChanges(tree, () -> tree.createNode("/d/p", 010600, 0, OWNER), "/d");
          assertChanges(tree, () -> tree.rename("/d/a", "/e/b"), "/d", "/e");
          assertChanges(tree, () -> tree.unlink("/d/l"), "/d");
          assertChanges(tree, () -> tree.removeDirectory("/d/s"), "/d");
        });
  }

  private void assertChanges(VolumeTree tree, Action change, String... directories)
      throws IOException {
    clock.advance(Duration.ofSeconds(2));
    Timestamp before = Timestamp.of(clock.instant());
    clock.advance(Duration.ofSeconds(2));
    change.run();
    for (String directory : directories) {
      assertThat(tree.stat(directory).mtime()).isGreaterThan(before);
      assertThat(tree.stat(directory).ctime()).isGreaterThan(before);
    }
  }

  /** S-42: without a request at the time; a marker learns of it when the mount ends. */
  @ParameterizedTest
  @EnumSource
  void directoryTimes_areStoredWhenTheMountEnds(Format format) throws IOException {
    Timestamp[] changed = new Timestamp[1];
    mounts(
        format,
        tree -> tree.createDirectory("/d", 0755, OWNER),
        tree -> {
          store.reset();
          make(tree, "/d/a");
          assertThat(store.count(Request.PUT)).isEqualTo(1);
          changed[0] = tree.stat("/d").mtime();
          tree.rename("/d", "/e");
        },
        tree -> assertThat(tree.stat("/e").mtime()).isEqualTo(changed[0]));
  }

  /** S-42: what a program has set stays, and so does what another mount has stored later. */
  @ParameterizedTest
  @EnumSource
  void directoryTimes_thatWereSetLater_stay(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          tree.createDirectory("/d", 0755, OWNER);
          tree.createDirectory("/e", 0755, OWNER);
          clock.advance(Duration.ofSeconds(2));
          make(tree, "/d/a");
          make(tree, "/e/a");
          clock.advance(Duration.ofSeconds(2));
          tree.changeTimes("/d", KEEP, to(SOME_TIME));
          assertThat(tree.stat("/d").mtime()).isEqualTo(SOME_TIME);
          mounts(format, other -> other.changeTimes("/e", KEEP, to(SOME_TIME)));
        },
        tree -> {
          assertThat(tree.stat("/d").mtime()).isEqualTo(SOME_TIME);
          assertThat(tree.stat("/e").mtime()).isEqualTo(SOME_TIME);
        });
  }

  /** S-42: a directory without a marker gets none. */
  @ParameterizedTest
  @EnumSource
  void directoryTimes_ofImpliedDirectories_makeNoMarker(Format format) throws IOException {
    mounts(
        format,
        tree -> tree.createDirectory("/d", 0755, OWNER),
        tree -> make(tree, "/d/a"),
        tree -> {
          bucket.delete("p/d/", Precondition.none());
          make(tree, "/d/b");
        });
    assertThat(bucket.keys()).contains("p/d/a", "p/d/b").doesNotContain("p/d/");
  }

  /** S-18: a file keeps its number when it is renamed; the next one of its old name has another. */
  @ParameterizedTest
  @EnumSource
  void inode_ofARenamedFile_stays(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          tree.createDirectory("/d", 0755, OWNER);
          make(tree, "/d/a");
          long directory = tree.stat("/d").inode();
          long file = tree.stat("/d/a").inode();

          tree.rename("/d/a", "/d/b");
          make(tree, "/d/a");
          assertThat(tree.stat("/d/b").inode()).isEqualTo(file);
          assertThat(tree.stat("/d/a").inode()).isNotEqualTo(file);

          long next = tree.stat("/d/a").inode();
          tree.rename("/d", "/e");
          assertThat(tree.stat("/e").inode()).isEqualTo(directory);
          assertThat(tree.stat("/e/b").inode()).isEqualTo(file);
          assertThat(tree.stat("/e/a").inode()).isEqualTo(next);
        });
  }

  /** S-18: a file that is open keeps its number and attributes when its name is gone. */
  @ParameterizedTest
  @EnumSource
  void unlinkedFile_keepsItsNumberAndTakesChanges(Format format) throws IOException {
    mounts(
        format,
        tree -> {
          FileHandle file = tree.create("/a", 0600, OpenMode.READ_WRITE, OWNER);
          tree.write(file, 0, ByteBuffer.wrap(new byte[3]));
          long inode = tree.stat(file).inode();
          tree.unlink("/a");
          make(tree, "/a");

          tree.change(file, AttributeChange.NONE.withPermissions(0444).withOwner(7, 8));

          assertThat(tree.stat(file).inode()).isEqualTo(inode);
          assertThat(tree.stat("/a").inode()).isNotEqualTo(inode);
          assertThat(tree.stat(file).mode()).isEqualTo(0100444);
          assertThat(tree.stat(file).uid()).isEqualTo(7);
          assertThat(tree.stat("/a").mode()).isEqualTo(0100600);
          tree.release(file);
        });
  }

  private static TimeChange to(Timestamp time) {
    return new TimeChange.To(time);
  }

  private static void make(VolumeTree tree, String path) throws IOException {
    tree.release(tree.create(path, 0600, OpenMode.WRITE, OWNER));
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static Errno errno(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      return Errno.of(e);
    }
    throw new AssertionError("succeeded");
  }
}
