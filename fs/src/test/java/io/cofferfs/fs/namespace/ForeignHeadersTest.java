package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ContentHeaders;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What other tools have written into the headers of objects, when these are moved: S-32. */
final class ForeignHeadersTest {
  private static final Map<String, String> METADATA = Map.of("origin", "scanner 7");
  private static final ContentHeaders CONTENT =
      new ContentHeaders(Map.of("content-type", "image/png", "cache-control", "no-store"));

  private final TestVolume volume;

  ForeignHeadersTest() throws IOException {
    volume = TestVolume.of(TestVolume.Kind.PLAIN);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  @Test
  void renamedFile_keepsThem() throws IOException {
    putForeign("a");
    volume.namespace.moveFile(volume.file("a"), path("b"), Optional.empty());
    assertForeign("b");
  }

  @Test
  void renamedFileThatWasLookedAt_costsNoFurtherRequest() throws IOException {
    putForeign("a");
    FileEntry file = volume.file("a");
    volume.requests.reset();
    FileEntry moved = volume.namespace.moveFile(file, path("b"), Optional.empty());
    volume.namespace.moveFile(moved, path("c"), Optional.empty());
    assertThat(volume.requests.count(Request.HEAD)).isZero();
    assertForeign("c");
  }

  @Test
  void changedFile_keepsThemBesideItsAttributes() throws IOException {
    putForeign("a");
    FileMetadata attributes = volume.attributes(0100600);
    volume.namespace.changeAttributes(volume.file("a"), attributes);
    assertForeign("a");
    assertThat(volume.later("a").attributes()).isEqualTo(attributes);
  }

  @Test
  void filesOfARenamedDirectory_keepThem() throws IOException {
    putForeign("d/a");
    putForeign("d/b");
    volume.clock.advance(Duration.ofMinutes(1));
    volume.file("d/a");
    volume.namespace.moveDirectory(volume.directory("d"), path("e"), new Nobody());
    assertForeign("e/a");
    assertForeign("e/b");
  }

  @Test
  void fileThatSomebodyElseHasChanged_isStale() throws IOException {
    putForeign("a");
    FileEntry file = volume.file("a");
    volume.putForeign("a", new byte[] {1});
    TestVolume.assertReason(
        Reason.STALE, () -> volume.namespace.moveFile(file, path("b"), Optional.empty()));
  }

  private static FilePath path(String value) {
    return TestVolume.path(value);
  }

  private void putForeign(String path) throws ObjectStoreException {
    String key = volume.keys.prefix() + path;
    volume.bucket.put(key, PartBody.of(new byte[100]), Map.of(), Precondition.none());
    volume.bucket.copy(new CopySource(key, 100, Optional.empty(), CONTENT), key, METADATA);
  }

  private void assertForeign(String path) throws ObjectStoreException {
    ObjectInfo info = volume.bucket.head(volume.keys.prefix() + path);
    assertThat(info.metadata()).containsAllEntriesOf(METADATA).containsKey("mode");
    assertThat(info.content()).isEqualTo(CONTENT);
  }

  private static final class Nobody implements MoveListener {
    @Override
    public void moved(FileEntry from, FileEntry to) {
      throw new AssertionError("nobody follows");
    }

    @Override
    public boolean follows(FilePath from) {
      return false;
    }
  }
}
