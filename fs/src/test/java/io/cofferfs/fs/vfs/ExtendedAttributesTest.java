package io.cofferfs.fs.vfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S-45 to S-47 of SEMANTICS.md. */
final class ExtendedAttributesTest {
  private static final Owner OWNER = new Owner(1000, 1000);

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final CountingObjectStore store = new CountingObjectStore(bucket);
  private final VolumeCodec coffer = TestVolumes.coffer(64);
  @TempDir private Path staging;

  private VolumeCodec codec(String format) {
    return switch (format) {
      case "coffer" -> coffer;
      case "s3ec" -> TestVolumes.s3ec(64);
      default -> TestVolumes.plain(64);
    };
  }

  private interface Step {
    void run(VolumeTree tree) throws IOException;
  }

  private void mount(VolumeCodec codec, Step step) throws IOException {
    try (TestMount mount = new TestMount(store, codec, staging, clock)) {
      step.run(mount.tree());
    }
  }

  /** S-45: attributes of the namespace user last, whatever their bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"coffer", "plain", "s3ec"})
  void setXattr_ofFilesAndDirectories_lasts(String format) throws IOException {
    VolumeCodec codec = codec(format);
    byte[] value = {0, -1, 5, '"', '%', '+', '/'};
    mount(
        codec,
        tree -> {
          make(tree, "/a");
          tree.createDirectory("/d", 0755, OWNER);
          for (String path : new String[] {"/a", "/d"}) {
            tree.setXattr(path, "user.x", value, XattrMode.SET);
            tree.setXattr(path, "user.größe, {1}", new byte[0], XattrMode.SET);
            tree.setXattr(path, "user.gone", new byte[1], XattrMode.SET);
            tree.removeXattr(path, "user.gone");
          }
          tree.rename("/a", "/b");
        });
    mount(
        codec,
        tree -> {
          for (String path : new String[] {"/b", "/d"}) {
            assertThat(tree.xattrs(path)).containsExactly("user.größe, {1}", "user.x");
            assertThat(tree.xattr(path, "user.x")).isEqualTo(value);
            assertThat(tree.xattr(path, "user.größe, {1}")).isEmpty();
            tree.removeXattr(path, "user.x");
            tree.removeXattr(path, "user.größe, {1}");
          }
        });
    mount(codec, tree -> assertThat(tree.xattrs("/b")).isEmpty());
  }

  /** S-45: with the next commit where one is due anyway. */
  @Test
  void setXattr_ofAFileBeingWritten_costsNothing() throws IOException {
    mount(
        coffer,
        tree -> {
          FileHandle file = tree.create("/a", 0600, OpenMode.WRITE, OWNER);
          tree.write(file, 0, ByteBuffer.wrap(new byte[3]));
          tree.setXattr("/a", "user.a", "b".getBytes(UTF_8), XattrMode.CREATE);
          assertThat(store.count(Request.PUT)).isZero();
          assertThat(tree.xattr("/a", "user.a")).asString(UTF_8).isEqualTo("b");
          tree.release(file);
          assertThat(store.counts()).doesNotContainKey(Request.COPY);
        });
    mount(coffer, tree -> assertThat(tree.xattrs("/a")).containsExactly("user.a"));
  }

  @Test
  void setXattr_createAndReplace_lookWhetherItIsThere() throws IOException {
    mount(
        coffer,
        tree -> {
          make(tree, "/a");
          assertErrno(Errno.ENODATA, () -> set(tree, "user.a", 1, XattrMode.REPLACE));
          set(tree, "user.a", 1, XattrMode.CREATE);
          assertErrno(Errno.EEXIST, () -> set(tree, "user.a", 1, XattrMode.CREATE));
          set(tree, "user.a", 2, XattrMode.REPLACE);
          assertThat(tree.xattr("/a", "user.a")).hasSize(2);
          assertErrno(Errno.ENODATA, () -> tree.xattr("/a", "user.b"));
          assertErrno(Errno.ENODATA, () -> tree.removeXattr("/a", "user.b"));
        });
  }

  /** S-46: what does not fit beside the object is ENOSPC, and changes nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"coffer", "plain", "s3ec"})
  void setXattr_beyondWhatFits_isRefused(String format) throws IOException {
    mount(
        codec(format),
        tree -> {
          make(tree, "/a");
          int stored = 0;
          while (stored < 100 && fits(tree, "user." + stored)) {
            stored++;
          }
          assertThat(stored).isBetween(4, 20);
          assertErrno(Errno.ENOSPC, () -> set(tree, "user.a", 1 << 16, XattrMode.SET));
          assertThat(tree.xattrs("/a")).hasSize(stored);
          tree.changeTimes("/a", new TimeChange.Now(), new TimeChange.Keep());
          assertThat(tree.stat("/a").atime()).isNotEqualTo(tree.stat("/a").mtime());
        });
  }

  private boolean fits(VolumeTree tree, String name) throws IOException {
    clock.advance(Duration.ofSeconds(1));
    try {
      set(tree, name, 90, XattrMode.SET);
      return true;
    } catch (IOException e) {
      assertThat(Errno.of(e)).isEqualTo(Errno.ENOSPC);
      return false;
    }
  }

  /** S-45: other namespaces are ENOTSUP. */
  @ParameterizedTest
  @ValueSource(
      strings = {"security.capability", "trusted.a", "system.posix_acl_access", "coffer.atime"})
  void xattr_ofOtherNamespaces_isNotSupported(String name) throws IOException {
    mount(
        coffer,
        tree -> {
          make(tree, "/a");
          tree.changeTimes("/a", new TimeChange.Now(), new TimeChange.Keep());
          assertErrno(Errno.ENOTSUP, () -> set(tree, name, 1, XattrMode.SET));
          assertErrno(Errno.ENOTSUP, () -> tree.xattr("/a", name));
          assertErrno(Errno.ENOTSUP, () -> tree.removeXattr("/a", name));
          assertThat(tree.xattrs("/a")).isEmpty();
        });
  }

  /** S-47: what the file system tells of itself is read, never changed, and not copied along. */
  @Test
  void ownAttributes_tellHowAFileIsStored() throws IOException {
    mount(
        coffer,
        tree -> {
          make(tree, "/a");
          assertThat(tree.xattr("/a", "user.cofferfs.encryption"))
              .asString(UTF_8)
              .isEqualTo("coffer");
          assertThat(tree.xattr("/a", "user.cofferfs.epoch")).asString(UTF_8).isEqualTo("1");
          assertThat(tree.xattr("/a", "user.cofferfs.etag"))
              .asString(UTF_8)
              .isEqualTo(store.head("p/a").etag().value());
          assertThat(tree.xattr("/a", "user.cofferfs.sse")).asString(UTF_8).isEqualTo("none");
          assertErrno(Errno.ENODATA, () -> tree.xattr("/a", "user.cofferfs.sse-key-id"));
          assertErrno(Errno.ENODATA, () -> tree.xattr("/a", "user.cofferfs.version-id"));
          assertErrno(Errno.ENODATA, () -> tree.xattr("/a", "user.cofferfs.other"));
          assertErrno(Errno.ENODATA, () -> tree.xattr("/", "user.cofferfs.etag"));
          assertErrno(Errno.EPERM, () -> set(tree, "user.cofferfs.etag", 1, XattrMode.SET));
          assertErrno(Errno.EPERM, () -> tree.removeXattr("/a", "user.cofferfs.etag"));
          assertThat(tree.xattrs("/a")).isEmpty();
        });
  }

  /** S-100: how much of a file can be read without asking the bucket. */
  @ParameterizedTest
  @CsvSource({"coffer, memory=100%", "plain, memory=100%", "s3ec, disk=100%"})
  void ownAttribute_cache_tellsWhatIsNear(String format, String read) throws IOException {
    mount(
        codec(format),
        tree -> {
          FileHandle made = tree.create("/a", 0600, OpenMode.WRITE, OWNER);
          tree.write(made, 0, ByteBuffer.allocate(100));
          tree.release(made);
          assertThat(tree.xattr("/a", "user.cofferfs.cache")).asString(UTF_8).isEqualTo("none");
          FileHandle handle = tree.open("/a", OpenMode.READ);
          tree.read(handle, 0, ByteBuffer.allocate(100));
          store.reset();
          assertThat(tree.xattr("/a", "user.cofferfs.cache")).asString(UTF_8).isEqualTo(read);
          assertThat(store.count(Request.GET)).isZero();
          tree.release(handle);
          assertErrno(Errno.ENODATA, () -> tree.xattr("/", "user.cofferfs.cache"));
        });
  }

  /** S-45: in a plain volume they are in the header that s3fs uses. */
  @Test
  void setXattr_inAPlainVolume_isWhatS3fsWrites() throws IOException {
    mount(
        TestVolumes.plain(64),
        tree -> {
          make(tree, "/a");
          tree.setXattr("/a", "user.b", "value".getBytes(UTF_8), XattrMode.SET);
        });

    assertThat(store.head("p/a").metadata())
        .containsEntry("xattr", "%7B%22user.b%22%3A%22dmFsdWU%3D%22%7D");
  }

  /** S-45: and one that is not understood stays as it is. */
  @Test
  void chmod_ofAnObjectWithAnotherToolsHeader_keepsIt() throws IOException {
    Map<String, String> headers = Map.of("mtime", "5", "mode", "33188", "xattr", "%7B%22user.b");
    bucket.put("p/a", PartBody.of(new byte[1]), headers, Precondition.none());

    mount(TestVolumes.plain(64), tree -> tree.changeMode("/a", 0600));

    ObjectInfo changed = store.head("p/a");
    assertThat(changed.metadata())
        .containsEntry("xattr", "%7B%22user.b")
        .containsEntry("mode", "33152");
  }

  private static void set(VolumeTree tree, String name, int length, XattrMode mode)
      throws IOException {
    tree.setXattr("/a", name, new byte[length], mode);
  }

  private static void make(VolumeTree tree, String path) throws IOException {
    tree.release(tree.create(path, 0600, OpenMode.WRITE, OWNER));
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static void assertErrno(Errno expected, Action action) {
    try {
      action.run();
    } catch (IOException e) {
      assertThat(Errno.of(e)).isEqualTo(expected);
      return;
    }
    throw new AssertionError("succeeded, and not " + expected);
  }
}
