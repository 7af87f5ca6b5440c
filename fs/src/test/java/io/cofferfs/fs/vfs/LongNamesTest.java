package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S-17, S-22 and S-25: names of full length, and keys that become longer than S3 takes, under
 * encrypted names.
 */
final class LongNamesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final String LONGEST = "n".repeat(255);

  /** The key of this directory has 2 + 363 + 363 bytes, so 296 are left. */
  private static final String DEEP = "/" + LONGEST + "/" + LONGEST;

  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final TestMount mount;
  private final VolumeTree tree;

  LongNamesTest(@TempDir Path staging) throws IOException {
    mount = new TestMount(bucket, TestFormat.encryptedNames(), staging, new TestClock());
    tree = mount.tree();
    tree.createDirectory("/" + LONGEST, 0755, OWNER);
    tree.createDirectory(DEEP, 0755, OWNER);
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
  }

  @Test
  void space_tellsTheLongestName() {
    assertThat(tree.space().maxNameBytes()).isEqualTo(255);
  }

  @Test
  void make_keyTooLong_isRefusedAtOnce() throws IOException {
    String tooLong = DEEP + "/" + LONGEST;
    listed(DEEP); // It is known that the name is not there.
    assertThatErrno(() -> tree.create(tooLong, 0644, OpenMode.WRITE, OWNER))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThatErrno(() -> tree.createDirectory(tooLong, 0755, OWNER)).isEqualTo(Errno.ENAMETOOLONG);
    assertThatErrno(() -> tree.createSymbolicLink(tooLong, "x", OWNER))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThatErrno(() -> tree.create("/" + LONGEST + "n", 0644, OpenMode.WRITE, OWNER))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThat(listed(DEEP)).isEmpty();
  }

  @Test
  void renameFile_keyTooLong_leavesIt() throws IOException {
    write("/file", "content");
    String tooLong = DEEP + "/" + LONGEST;
    listed(DEEP);
    assertThatErrno(() -> tree.rename("/file", tooLong)).isEqualTo(Errno.ENAMETOOLONG);
    FileHandle open = tree.create("/new", 0644, OpenMode.WRITE, OWNER);
    assertThatErrno(() -> tree.rename("/new", tooLong)).isEqualTo(Errno.ENAMETOOLONG);
    tree.release(open);
    assertThat(listed("/")).containsExactlyInAnyOrder("file", "new", LONGEST);
  }

  @Test
  void renameDirectory_keysTooLong_movesNothingAndKeepsWhatItWouldReplace() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    tree.createDirectory("/d/" + LONGEST, 0755, OWNER);
    tree.createDirectory(DEEP + "/empty", 0750, OWNER);
    List<String> before = bucket.keys();
    assertThatErrno(() -> tree.rename("/d", DEEP + "/d")).isEqualTo(Errno.ENAMETOOLONG);
    assertThatErrno(() -> tree.rename("/d", DEEP + "/empty")).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(bucket.keys()).isEqualTo(before);
    assertThat(tree.stat(DEEP + "/empty").mode()).isEqualTo(0040750);
  }

  @Test
  void renameDirectory_fileBeingMadeWouldNotFit_movesNothing() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    FileHandle open = tree.create("/d/" + LONGEST, 0644, OpenMode.WRITE, OWNER);
    List<String> before = bucket.keys();
    assertThatErrno(() -> tree.rename("/d", DEEP + "/d")).isEqualTo(Errno.ENAMETOOLONG);
    assertThat(bucket.keys()).isEqualTo(before);
    tree.release(open);
    assertThat(listed("/d")).containsExactly(LONGEST);
  }

  private List<String> listed(String path) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(path, (name, stat) -> names.add(name));
    return names;
  }

  private void write(String path, String content) throws IOException {
    FileHandle handle = tree.create(path, 0640, OpenMode.WRITE, OWNER);
    tree.write(handle, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    tree.release(handle);
  }

  private static AbstractComparableAssert<?, Errno> assertThatErrno(ThrowingCallable call) {
    return assertThat(Errno.of(catchThrowableOfType(IOException.class, call)));
  }
}
