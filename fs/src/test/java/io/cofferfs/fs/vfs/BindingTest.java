package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S-28 and S-29: what becomes of objects that somebody without a key moves about. */
final class BindingTest {
  private static final Owner OWNER = new Owner(1000, 1000);

  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  @TempDir private Path staging;

  /** How the names of the volume are stored. */
  enum Names {
    PLAIN,
    ENCRYPTED;

    TestFormat format() {
      return this == PLAIN ? TestFormat.of(TestVolumes.coffer(64)) : TestFormat.encryptedNames();
    }
  }

  private TestMount mount(TestFormat format) throws IOException {
    return new TestMount(bucket, format, staging, new TestClock());
  }

  private static TestFormat requiringBinding(TestFormat format) {
    NamespaceSettings settings = format.namespace().withRequireBinding(true);
    return format.withNamespace(settings);
  }

  /** Files of equal length, and none of them known to a mount yet. */
  private TestFormat stored(Names names) throws IOException {
    TestFormat format = names.format();
    try (TestMount writer = mount(format)) {
      write(writer.tree(), "/a", "content of a");
      write(writer.tree(), "/b", "content of b");
    }
    return format;
  }

  private static String key(TestFormat format, String path) throws IOException {
    return format.keys().fileKey(new FilePath(path));
  }

  /** Puts an object of this body and these headers at a key. */
  private void put(String key, byte[] body, Map<String, String> metadata)
      throws ObjectStoreException {
    bucket.put(key, PartBody.of(body), metadata, Precondition.none());
  }

  @ParameterizedTest
  @EnumSource
  void bodyCutToNothing_isAnIoErrorToOpen_andIsNotAppendedTo(Names names) throws IOException {
    TestFormat format = stored(names);
    String key = key(format, "a");
    byte[] body = bucket.body(key);
    // The header, and no more of the one chunk than an empty content has.
    put(key, Arrays.copyOf(body, 64 + 28), bucket.head(key).metadata());
    try (TestMount mount = mount(format)) {
      assertThat(mount.tree().stat("/a").length()).isZero();
      assertThatErrno(() -> mount.tree().open("/a", OpenMode.READ)).isEqualTo(Errno.EIO);
      assertThatErrno(() -> write(mount.tree(), "/a", "more")).isEqualTo(Errno.EIO);
    }
    assertThat(bucket.body(key)).hasSize(64 + 28);
  }

  @ParameterizedTest
  @EnumSource
  void objectsSwapped_areIoErrors(Names names) throws IOException {
    TestFormat format = stored(names);
    swap(key(format, "a"), key(format, "b"), /* bodies= */ true, /* metadata= */ true);
    try (TestMount mount = mount(format)) {
      assertThatErrno(() -> mount.tree().stat("/a")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> read(mount.tree(), "/b")).isEqualTo(Errno.EIO);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodiesSwapped_areIoErrorsOnRead(Names names) throws IOException {
    TestFormat format = stored(names);
    swap(key(format, "a"), key(format, "b"), /* bodies= */ true, /* metadata= */ false);
    try (TestMount mount = mount(format)) {
      assertThatErrno(() -> read(mount.tree(), "/a")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> read(mount.tree(), "/b")).isEqualTo(Errno.EIO);
    }
  }

  @ParameterizedTest
  @EnumSource
  void metadataSwapped_areIoErrors(Names names) throws IOException {
    TestFormat format = stored(names);
    swap(key(format, "a"), key(format, "b"), /* bodies= */ false, /* metadata= */ true);
    try (TestMount mount = mount(format)) {
      assertThatErrno(() -> mount.tree().stat("/a")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> read(mount.tree(), "/b")).isEqualTo(Errno.EIO);
    }
  }

  private void swap(String one, String two, boolean bodies, boolean metadata)
      throws ObjectStoreException {
    byte[] bodyOne = bucket.body(one);
    byte[] bodyTwo = bucket.body(two);
    Map<String, String> metadataOne = bucket.head(one).metadata();
    Map<String, String> metadataTwo = bucket.head(two).metadata();
    put(one, bodies ? bodyTwo : bodyOne, metadata ? metadataTwo : metadataOne);
    put(two, bodies ? bodyOne : bodyTwo, metadata ? metadataOne : metadataTwo);
  }

  @ParameterizedTest
  @EnumSource
  void objectUnderAnotherKey_isAnIoError(Names names) throws IOException {
    TestFormat format = stored(names);
    ObjectInfo a = bucket.head(key(format, "a"));
    CopySource source = new CopySource(a.key(), a.length(), Optional.empty());
    bucket.copy(source, key(format, "c"), a.metadata());
    bucket.delete(a.key(), Precondition.none());
    try (TestMount mount = mount(format)) {
      assertThatErrno(() -> mount.tree().stat("/c")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> mount.tree().stat("/a")).isEqualTo(Errno.ENOENT);
      assertThat(read(mount.tree(), "/b")).isEqualTo("content of b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void metadataLost_hasDefaultAttributesAndIsCounted(Names names) throws IOException {
    TestFormat format = stored(names);
    put(key(format, "a"), bucket.body(key(format, "a")), Map.of());
    try (TestMount mount = mount(format)) {
      assertThat(mount.tree().stat("/a").mode()).isEqualTo(0100644);
      assertThat(read(mount.tree(), "/a")).isEqualTo("content of a");
      assertThat(mount.unboundObjects()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void metadataLost_whereBindingIsRequired_isAnIoError(Names names) throws IOException {
    TestFormat format = stored(names);
    put(key(format, "a"), bucket.body(key(format, "a")), Map.of());
    try (TestMount mount = mount(requiringBinding(format))) {
      assertThatErrno(() -> mount.tree().stat("/a")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> read(mount.tree(), "/a")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> mount.tree().rename("/a", "/c")).isEqualTo(Errno.EIO);
      assertThatErrno(() -> mount.tree().changeMode("/a", 0600)).isEqualTo(Errno.EIO);
      assertThat(read(mount.tree(), "/b")).isEqualTo("content of b");
      assertThat(mount.unboundObjects()).isEqualTo(1);
    }
  }

  private static void write(VolumeTree tree, String path, String content) throws IOException {
    FileHandle handle = tree.create(path, 0640, OpenMode.WRITE, OWNER);
    tree.write(handle, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    tree.release(handle);
  }

  private static String read(VolumeTree tree, String path) throws IOException {
    FileHandle handle = tree.open(path, OpenMode.READ);
    try {
      ByteBuffer content = ByteBuffer.allocate(100);
      tree.read(handle, 0, content);
      return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    } finally {
      tree.release(handle);
    }
  }

  private static AbstractComparableAssert<?, Errno> assertThatErrno(ThrowingCallable call) {
    return assertThat(Errno.of(catchThrowableOfType(IOException.class, call)));
  }
}
