package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.LockedObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects under a customer key that the mount was not given: S-31. */
final class LockedFilesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final byte[] CONTENT = new byte[300];

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final LockedObjectStore locks = new LockedObjectStore(bucket);
  private final TestMount mount;
  private final VolumeTree tree;

  LockedFilesTest(@TempDir Path staging) throws IOException {
    mount = new TestMount(locks, new PlainCodec(64, TestVolumes.DEFAULTS), staging, clock);
    tree = mount.tree();
  }

  @BeforeEach
  void makeObjects() throws IOException {
    put("p/d/locked");
    put("p/d/open");
    locks.lock("p/d/locked");
    clock.advance(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
  }

  @Test
  void lockedFile_isListed_withItsSizeAndDate() throws IOException {
    assertThat(names("/d")).containsExactlyInAnyOrder("locked", "open");
    FileStat locked = tree.stat("/d/locked");
    FileStat open = tree.stat("/d/open");
    assertThat(locked.length()).isEqualTo(CONTENT.length);
    assertThat(locked.mode()).isEqualTo(open.mode());
    assertThat(locked.mtime()).isEqualTo(open.mtime());
  }

  @Test
  void lockedFile_whoseDirectoryWasNotListed_isFound() throws IOException {
    assertThat(tree.stat("/d/locked").length()).isEqualTo(CONTENT.length);
  }

  @Test
  void lockedFile_lookedAtAgain_isNotAskedForAgain() throws IOException {
    names("/d");
    tree.stat("/d/locked");
    clock.advance(Duration.ofMinutes(1));
    names("/d");
    long refusals = locks.refusals();
    assertThat(refusals).isPositive();
    tree.stat("/d/locked");
    assertThat(locks.refusals()).isEqualTo(refusals);
  }

  @Test
  void lockedFile_opened_isRefused() {
    assertErrno(Errno.EACCES, () -> tree.open("/d/locked", OpenMode.READ));
    assertErrno(Errno.EACCES, () -> tree.open("/d/locked", OpenMode.WRITE));
    assertErrno(Errno.EACCES, () -> tree.create("/d/locked", 0600, OpenMode.WRITE, OWNER));
    assertErrno(Errno.EACCES, () -> tree.truncate("/d/locked", 0));
    assertThat(bucket.keys()).containsExactly("p/d/locked", "p/d/open");
  }

  @Test
  void lockedFile_renamedOrChanged_isRefusedAndStays() {
    assertErrno(Errno.EACCES, () -> tree.rename("/d/locked", "/moved"));
    assertErrno(Errno.EACCES, () -> tree.changeMode("/d/locked", 0600));
    assertErrno(Errno.EACCES, () -> tree.rename("/d", "/moved"));
    assertThat(bucket.keys())
        .contains("p/d/locked", "p/d/open")
        .noneMatch(k -> k.contains("moved"));
  }

  @Test
  void lockedFile_unlinked_isGone() throws IOException {
    tree.unlink("/d/locked");
    assertThat(bucket.keys()).doesNotContain("p/d/locked");
    assertThat(names("/d")).containsExactly("open");
  }

  @Test
  void lockedFile_replacedByARename_isReplaced() throws IOException {
    tree.rename("/d/open", "/d/locked");
    assertThat(names("/d")).containsExactly("locked");
    FileHandle file = tree.open("/d/locked", OpenMode.READ);
    assertThat(tree.read(file, 0, ByteBuffer.allocate(1000))).isEqualTo(CONTENT.length);
    tree.release(file);
  }

  @Test
  void lockedMarker_isADirectory() throws IOException {
    put("p/e/");
    put("p/e/file");
    locks.lock("p/e/");
    assertThat(names("/e")).containsExactly("file");
    assertThat(tree.stat("/e").mode() & 0170000).isEqualTo(0040000);
  }

  private void put(String key) throws ObjectStoreException {
    byte[] content = key.endsWith("/") ? new byte[0] : CONTENT;
    bucket.put(key, PartBody.of(content), Map.of(), Precondition.none());
  }

  private List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(
        directory,
        (name, stat) -> {
          names.add(name);
          return true;
        });
    return names;
  }

  private static void assertErrno(Errno expected, ThrowingCallable call) {
    IOException failure = catchThrowableOfType(IOException.class, call);
    assertThat(Errno.of(failure)).isEqualTo(expected);
  }
}
