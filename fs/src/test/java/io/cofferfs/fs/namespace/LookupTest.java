package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.MORE_THAN_TTL;
import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LookupTest {

  private static void assertMissing(TestVolume volume, String path) {
    assertReason(FileException.Reason.NOT_FOUND, () -> volume.find(path));
  }

  @ParameterizedTest
  @EnumSource
  void find_missing_asksTwiceAtOnceAndLaterOnce(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      assertMissing(volume, "a/b");
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L, Request.LIST, 1L));
      assertMissing(volume, "a/b");
      assertThat(volume.requests.total()).isEqualTo(2);
      volume.clock.advance(MORE_THAN_TTL);
      assertMissing(volume, "a/b");
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L, Request.LIST, 2L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_whatWasMissing_isFoundWhateverItIs(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      assertMissing(volume, "b");
      volume.clock.advance(MORE_THAN_TTL);
      for (String name : List.of("b-1", "b-2", "b-3", "b/in")) {
        volume.put(name, "content");
      }
      assertThat(volume.find("b")).isInstanceOf(DirectoryEntry.class);
      volume.put("c", "content");
      assertThat(volume.file("c").path()).isEqualTo(path("c"));
      assertMissing(volume, "d");
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_file_asksTwiceAndLaterOnce(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      FileVersion stored = volume.put("a/b", "content");
      assertThat(volume.find("a/b")).isEqualTo(new FileEntry(path("a/b"), stored));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L, Request.LIST, 1L));
      volume.find("a/b");
      assertThat(volume.requests.total()).isEqualTo(2);
      volume.clock.advance(MORE_THAN_TTL);
      volume.find("a/b");
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 2L, Request.LIST, 1L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_impliedDirectory_hasDefaultAttributes(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a/b/c", "content");
      DirectoryEntry directory = volume.directory("a/b");
      assertThat(directory.marked()).isFalse();
      assertThat(directory.attributes().mode()).isEqualTo(0040755);
      assertThat(directory.attributes().uid()).isEqualTo(1000);
      assertThat(volume.requests.total()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_markedDirectory_asksForItsMarkerOncePerVersion(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.putMarker("a");
      volume.settle();
      DirectoryEntry directory = volume.directory("a");
      assertThat(directory.marked()).isTrue();
      assertThat(directory.attributes()).isEqualTo(volume.attributes(0040750));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 2L, Request.LIST, 1L));
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(volume.directory("a")).isEqualTo(directory);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 2L, Request.LIST, 2L));
    }
  }

  /** S-14: the directory wins. */
  @ParameterizedTest
  @EnumSource
  void find_fileAndDirectoryOfOneName_findsTheDirectory(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a", "hidden");
      volume.put("a/b", "content");
      assertThat(volume.find("a")).isInstanceOf(DirectoryEntry.class);
      assertThat(volume.find("a/b")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void find_reservedName_isNeverThere() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.putForeign(".coffer/volume.json", new byte[1]);
      assertMissing(volume, ".coffer");
      assertMissing(volume, ".coffer/volume.json");
      assertThat(volume.names("")).isEmpty();
      assertThat(volume.requests.count(Request.HEAD)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_rootOfAnEmptyVolume_isThere(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind);
        TestVolume bucket = new TestVolume(kind, "", SETTINGS)) {
      assertThat(volume.directory("").marked()).isFalse();
      assertThat(bucket.directory("").attributes().mode()).isEqualTo(0040755);
      assertThat(volume.names("")).isEmpty();
      assertThat(bucket.names("")).isEmpty();
    }
  }

  @Test
  void find_rootWithMarker_hasItsAttributes() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      WholeBody empty = WholeBody.seal(volume.codec, new byte[0]);
      volume.bucket.put(
          "vol/",
          empty.part(),
          volume.codec.sealAttributes("", volume.attributes(0040700), empty.identity()),
          Precondition.none());
      assertThat(volume.directory("").attributes().mode()).isEqualTo(0040700);
    }
  }

  @Test
  void find_afterListing_knowsWhatIsMissingWithoutAsking() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a/b", "content");
      volume.list("a");
      volume.requests.reset();
      assertMissing(volume, "a/c");
      assertThat(volume.requests.total()).isZero();
      volume.clock.advance(MORE_THAN_TTL);
      assertMissing(volume, "a/c");
      assertThat(volume.requests.total()).isEqualTo(2);
    }
  }

  @Test
  void find_immutable_asksOnceForEver() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN, SETTINGS.withImmutable(true))) {
      volume.put("a/b", "content");
      volume.find("a/b");
      assertMissing(volume, "a/c");
      volume.settle();
      volume.find("a/b");
      assertMissing(volume, "a/c");
      assertThat(volume.requests.total()).isZero();
    }
  }

  @Test
  void find_clockSetBack_doesNotKeepOldAnswersAlive() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      assertMissing(volume, "a");
      volume.clock.advance(Duration.ofHours(-1));
      volume.put("a", "content");
      assertThat(volume.find("a")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void find_severalAtOnce_askTogether() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "content");
      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      volume.faults.next(Request.LIST, Fault.hold(reached, released));
      List<CompletableFuture<Entry>> finds =
          List.of(
              ListingTest.inBackground(() -> volume.find("a")),
              ListingTest.inBackground(() -> volume.find("a")),
              ListingTest.inBackground(() -> volume.find("a")));
      awaitLatch(reached);
      released.countDown();
      finds.forEach(find -> assertThat(find.join()).isInstanceOf(FileEntry.class));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L, Request.LIST, 1L));
    }
  }

  @Test
  void find_overtakenByACommit_doesNotOverrideIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      volume.faults.next(Request.LIST, Fault.hold(reached, released));
      // The HEAD sees nothing, and both answers arrive after the commit.
      volume.faults.next(Request.HEAD, Fault.refusal(ObjectStoreException.Reason.NOT_FOUND));
      CompletableFuture<Entry> find = ListingTest.inBackground(() -> volume.find("a"));
      awaitLatch(reached);
      FileVersion committed = volume.put("a", "content");
      volume.namespace.committed(path("a"), committed);
      released.countDown();
      assertThat(find.handle((entry, failure) -> failure != null).join()).isTrue();
      volume.requests.reset();
      assertThat(volume.find("a")).isEqualTo(new FileEntry(path("a"), committed));
      assertThat(volume.requests.total()).isZero();
    }
  }

  @Test
  void find_storeUnavailable_saysSoAndAsksAgain() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "content");
      volume.faults.next(Request.HEAD, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class).isThrownBy(() -> volume.find("a"));
      assertThat(volume.find("a")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void findFresh_changedByAnother_seesItInsideTheTimeToLive() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "before");
      volume.find("a");
      FileVersion after = volume.put("a", "after");
      volume.requests.reset();
      assertThat(volume.namespace.findFresh(path("a"))).isEqualTo(new FileEntry(path("a"), after));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L));
      assertThat(volume.file("a").version()).isEqualTo(after);
      assertThat(volume.requests.total()).isEqualTo(1);
    }
  }

  @Test
  void findFresh_fileReplacedByADirectory_findsTheDirectory() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "before");
      volume.find("a");
      volume.bucket.delete("vol/a", Precondition.none());
      volume.put("a/b", "after");
      assertThat(volume.namespace.findFresh(path("a"))).isInstanceOf(DirectoryEntry.class);
    }
  }

  /** S-11: objects without attributes show the default ones, and their LastModified. */
  @ParameterizedTest
  @EnumSource
  void find_foreignObject_hasDefaultAttributesAndItsDate(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      PartBody body = PartBody.of(volume.sealed(new byte[100]));
      volume.bucket.put(volume.key("a"), body, Map.of(), Precondition.none());
      FileEntry file = volume.file("a");
      assertThat(file.attributes().mode()).isEqualTo(0100644);
      assertThat(file.attributes().mtime()).isEqualTo(Timestamp.of(volume.clock.instant()));
      assertThat(file.version().length()).isEqualTo(100);
      assertThat(volume.namespace.unboundObjects()).isEqualTo(kind == Kind.PLAIN ? 0 : 1);
    }
  }

  @Test
  void find_foreignObjectWhereBindingIsRequired_isRefused() throws IOException {
    NamespaceSettings settings = SETTINGS.withRequireBinding(true).withAttributesFromListing(true);
    try (TestVolume volume = TestVolume.of(Kind.COFFER, settings)) {
      volume.putForeign("a", new byte[92]);
      volume.put("b", "bound");
      assertThat(volume.names("")).containsExactly("a", "b");
      assertReason(FileException.Reason.DAMAGED, () -> volume.find("a"));
      assertThat(volume.find("b")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void find_objectCopiedToAnotherNameByAForeignTool_isNotBound() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      FileVersion a = volume.put("a", "content");
      Map<String, String> headers = volume.bucket.head("vol/a").metadata();
      CopySource source = new CopySource(a.key(), a.objectLength(), Optional.empty());
      volume.bucket.copy(source, "vol/b", headers);
      volume.settle();
      assertThat(volume.names("")).containsExactly("a", "b");
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(CofferException.class)
            .isThrownBy(() -> volume.find("b"))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.NOT_BOUND));
      }
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.HEAD, 1L, Request.LIST, 1L));
    }
  }

  @Test
  void find_sizeThatNoFileHas_isDamagedButListed() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.putForeign("a", new byte[63]);
      assertThat(volume.names("")).containsExactly("a");
      assertReason(FileException.Reason.DAMAGED, () -> volume.find("a"));
    }
  }

  @Test
  void find_longestKey_isAFileThatCannotBeADirectory() throws IOException {
    try (TestVolume volume = new TestVolume(Kind.PLAIN, "", SETTINGS)) {
      String name = "x".repeat(204);
      String longest = String.join("/", List.of(name, name, name, name, name));
      assertThat(longest).hasSize(1024);
      volume.put(longest, "content");
      assertThat(volume.find(longest)).isInstanceOf(FileEntry.class);
      assertReason(FileException.Reason.NAME_TOO_LONG, () -> volume.find(longest + "x"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void find_attributesFromListing_makesNoRequestAfterTheListing(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind, SETTINGS.withAttributesFromListing(true))) {
      volume.put("d/a", "content");
      volume.put("d/sub/b", "content");
      assertThat(volume.list("d")).allSatisfy(entry -> assertThat(entry.entry()).isPresent());
      FileEntry file = volume.file("d/a");
      assertThat(file.attributes().mode()).isEqualTo(0100644);
      assertThat(file.attributes().mtime()).isEqualTo(Timestamp.of(volume.clock.instant()));
      assertThat(file.version().length()).isEqualTo(7);
      assertThat(volume.find("d/sub")).isInstanceOf(DirectoryEntry.class);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 1L));
    }
  }

  @Test
  void find_s3fsFileWithoutType_isARegularFile() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      Map<String, String> headers = Map.of("mode", "420", "mtime", "5", "uid", "3", "gid", "4");
      volume.bucket.put("vol/a", PartBody.of(new byte[3]), headers, Precondition.none());
      assertThat(volume.find("a").attributes().mode()).isEqualTo(0100644);
      assertThat(volume.find("a").attributes().uid()).isEqualTo(3);
    }
  }

  static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
