package io.cofferfs.test.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.TestMount;
import io.cofferfs.test.mount.MountProcess;
import io.cofferfs.test.mount.Shell;
import io.cofferfs.test.proof.ProofVolume.Kind;
import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SEMANTICS.md promises, through the kernel, on a volume of one kind. What random operations
 * show better is in {@link TreeExerciserTest} and {@link FileExerciserTest}.
 */
@Tag("proof")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MountedPromises {
  private static final String BUCKET = "bucket";
  private static final Duration TTL = Duration.ofMillis(100);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long MAX_LENGTH = 5L << 40;
  private static final long SPARSE_LENGTH = 100L << 30;

  private EmbeddedS3 server;
  private ProofVolume volume;
  private Path mountPoint;
  private Path staging;
  private MountProcess mount;
  private ObjectStore store;
  private TestMount elsewhere;

  /** What encrypts the volume. */
  abstract Kind kind();

  @BeforeAll
  void mount(@TempDir Path place) throws IOException {
    server = EmbeddedS3.builder().allowInsecureSseC().smallParts().start();
    server.createBucket(BUCKET);
    System.setProperty("aws.accessKeyId", server.accessKey());
    System.setProperty("aws.secretAccessKey", server.secretKey());
    mountPoint = Files.createDirectory(place.resolve("mnt"));
    staging = Files.createDirectory(place.resolve("staging"));
    volume = ProofVolume.create(kind(), server.endpoint(), BUCKET, place);
    mount = ProofMount.start(volume, mountPoint, staging, TTL);
    store = volume.openStore();
    elsewhere = volume.open(store, staging, Duration.ZERO);
  }

  @AfterAll
  void unmount() throws IOException {
    try (EmbeddedS3 ending = server;
        ObjectStore open = store;
        TestMount other = elsewhere;
        MountProcess mounted = mount) {
      assertThat(mounted.log()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  private void remount() {
    mount.close();
    mount = ProofMount.start(volume, mountPoint, staging, TTL);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(mountPoint.resolve(name), content);
  }

  /** Has another client copy an object, as most tools do: without its metadata. */
  private void copyBare(String from, String to) throws IOException {
    ObjectInfo source = store.head("p/" + from);
    store.copy(
        new CopySource("p/" + from, source.length(), Optional.of(source.etag())),
        "p/" + to,
        Map.of());
  }

  private void writeElsewhere(String path, byte[] content) throws IOException {
    FileTree tree = elsewhere.tree();
    FileHandle handle =
        tree.open(path, new OpenMode(false, true, false, /* truncate= */ true, false));
    tree.write(handle, 0, ByteBuffer.wrap(content));
    tree.flush(handle);
    tree.release(handle);
  }

  private static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** S-3: until a commit, other mounts see the old version. S-2: with fsync(), the new one. */
  @Test
  void write_isSeenElsewhereWithFsync() throws IOException {
    Path file = file("synced", "old");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("newer".getBytes(UTF_8)));
      assertThat(elsewhere.tree().stat("/synced").length()).isEqualTo(3);
      channel.force(true);
      assertThat(elsewhere.tree().stat("/synced").length()).isEqualTo(5);
    }
  }

  /** S-5: if another writer replaced the object, fsync() fails, and the other version stays. */
  @Test
  void fsync_afterAnotherWriterReplacedTheObject_isStale() throws IOException {
    Path file = file("contested", "old");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("mine".getBytes(UTF_8)));
      writeElsewhere("/contested", "theirs, which is longer".getBytes(UTF_8));
      assertThatThrownBy(() -> channel.force(true)).hasMessageContaining("Stale file handle");
      assertThat(elsewhere.tree().stat("/contested").length()).isEqualTo(23);
    } catch (IOException e) {
      assertThat(e).as("of close()").hasMessageContaining("Stale file handle");
    }
  }

  /** S-6: a file replaced while open is ESTALE; a new open() gives the new version. */
  @Test
  void read_ofAFileThatIsReplacedMeanwhile_isStale() throws IOException {
    Path file = Files.write(mountPoint.resolve("replaced"), new byte[1_000_000]);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.read(ByteBuffer.allocate(100), 0);
      writeElsewhere("/replaced", new byte[999_999]);
      ByteBuffer target = ByteBuffer.allocate(100);
      assertThatThrownBy(() -> channel.read(target, 900_000))
          .hasMessageContaining("Stale file handle");
    }
    eventually("the new length", () -> file.toFile().length() == 999_999);
    assertThat(Files.readAllBytes(file)).hasSize(999_999);
  }

  /** S-8: a file is limited to 5 TiB. */
  @Test
  void truncate_beyond5Tebibytes_isTooLarge() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(mountPoint.resolve("limit").toFile(), "rw")) {
      assertThatThrownBy(() -> file.setLength(MAX_LENGTH + 1))
          .hasMessageContaining("File too large");
      file.seek(MAX_LENGTH);
      assertThatThrownBy(() -> file.write(1)).hasMessageContaining("File too large");
      assertThat(file.length()).isZero();
    }
  }

  /** S-21: making a hole is instant, to whatever length. */
  @Test
  void truncate_ofANewFileTo100Gibibytes_costsNothingYet() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(mountPoint.resolve("sparse").toFile(), "rw")) {
      file.setLength(SPARSE_LENGTH);
      for (long at : new long[] {0, SPARSE_LENGTH / 2, SPARSE_LENGTH - 1}) {
        file.seek(at);
        file.write(7);
      }
      assertThat(file.length()).isEqualTo(SPARSE_LENGTH);
      file.seek(SPARSE_LENGTH / 2 - 1);
      assertThat(new int[] {file.read(), file.read(), file.read()}).containsExactly(0, 7, 0);
      // Or closing it would upload them all, as zeros; and so would a process started meanwhile,
      // which closes what it inherits.
      file.setLength(0);
    }
  }

  /** S-9: attributes survive a remount. S-18: so do inode numbers, and a file keeps its own. */
  @Test
  void attributes_surviveARemount() throws IOException {
    file("kept", "content");
    Shell shell = Shell.in(mountPoint);
    shell.run("ln -s kept keptlink && mkdir keptdir && chmod 6751 kept && chmod 1770 keptdir");
    shell.run("touch -m -d '2001-02-03 04:05:06.123456789 UTC' kept");
    String look = "stat -c '%N %a %u %g %s %i' kept keptlink keptdir; stat -c %y kept keptlink";
    String before = shell.run(look);

    remount();

    assertThat(Shell.in(mountPoint).run(look)).isEqualTo(before).contains("04:05:06.123456789");
    long inode = (Long) Files.getAttribute(mountPoint.resolve("kept"), "unix:ino");
    assertThat(elsewhere.tree().stat("/kept").inode()).isEqualTo(inode);
    shell.run("mv kept renamed");
    assertThat(Files.getAttribute(mountPoint.resolve("renamed"), "unix:ino")).isEqualTo(inode);
  }

  /** S-11: an object without attributes is 0644 and has the time at which it was made. */
  @Test
  void objectWithoutAttributes_hasDefaultOnes() throws IOException {
    Path original = file("original", "content");
    Shell.in(mountPoint).run("chmod 600 original && touch -d '2001-01-01' original");

    copyBare("original", "bare");

    Path bare = mountPoint.resolve("bare");
    eventually("the copy", () -> Files.exists(bare));
    assertThat(Files.readString(bare)).isEqualTo("content");
    assertThat((Integer) Files.getAttribute(bare, "unix:mode") & 07777).isEqualTo(0644);
    assertThat(Files.getLastModifiedTime(bare)).isGreaterThan(Files.getLastModifiedTime(original));
  }

  /** S-12: permissions are checked by the kernel against these attributes. */
  @Test
  void permissions_areChecked() throws IOException {
    if (!ProofMount.servesOthers()) {
      return; // There is nobody else to be refused.
    }
    file("secret", "content");
    file("open", "content");
    Shell shell = Shell.in(mountPoint);
    shell.run("chmod 600 secret && chmod 644 open");
    String nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";

    assertThat(shell.run(nobody + "cat open")).isEqualTo("content");
    assertThat(shell.tryRun(nobody + "cat secret").output()).contains("Permission denied");
    assertThat(shell.tryRun(nobody + "touch new").output()).contains("Permission denied");
  }

  /** S-13: an implied directory does not vanish while mounted when its last file goes. */
  @Test
  void impliedDirectory_staysWhenItsLastFileGoes() throws IOException {
    file("leaf", "content");
    copyBare("leaf", "implied/deep/leaf");
    Path leaf = mountPoint.resolve("implied/deep/leaf");
    eventually("the copy", () -> Files.exists(leaf));

    Files.delete(leaf);

    assertThat(mountPoint.resolve("implied/deep")).isEmptyDirectory();
    Files.delete(mountPoint.resolve("implied/deep"));
    assertThat(mountPoint.resolve("implied")).isEmptyDirectory();
  }

  /** S-14: where a key is both a file and a directory, the directory wins, and the log says so. */
  @Test
  void fileAndDirectoryOfOneName_isTheDirectory() throws IOException {
    Path both = file("both", "content");
    copyBare("both", "both/child");

    eventually("the directory", () -> isListedAsDirectory(both));
    assertThat(Shell.in(mountPoint).run("ls both && ls -d bot*")).isEqualTo("child\nboth");
    eventually("the log", () -> mount.log().stream().anyMatch(l -> l.contains("is hidden by")));
  }

  /** A file that was looked at before stays one until its directory is listed. */
  private boolean isListedAsDirectory(Path path) {
    return !Attempt.at(() -> TreeView.names(mountPoint)).failed() && Files.isDirectory(path);
  }

  /** S-16: .coffer in the root is neither shown nor may it be made. */
  @Test
  void reservedName_isNotPermitted() throws IOException {
    Shell shell = Shell.in(mountPoint);

    assertThat(shell.tryRun("mkdir .coffer").output()).contains("Operation not permitted");
    assertThat(shell.tryRun(": > .coffer").output()).contains("Operation not permitted");
    assertThat(Files.exists(mountPoint.resolve(".coffer"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  /** S-22: names of up to 255 bytes, and nothing that becomes too long a key. */
  @Test
  void names_thatDoNotFit_areTooLong() {
    Shell shell = Shell.in(mountPoint);
    String longest = "a".repeat(255);

    shell.run("mkdir -p %s/%s && : > %s/file".formatted(longest, longest, longest));
    assertThat(shell.tryRun(": > " + longest + "a").output()).contains("File name too long");
    String tooDeep = "cd " + longest + "/" + longest + " && mkdir " + longest;
    assertThat(shell.tryRun(tooDeep + " && : > " + longest + "/" + longest).output())
        .contains("File name too long");
  }
}
