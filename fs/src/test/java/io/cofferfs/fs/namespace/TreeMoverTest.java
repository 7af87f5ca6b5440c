package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.MORE_THAN_TTL;
import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TreeMoverTest {
  private static final MoveListener NOBODY = (from, to) -> {};

  private static void fill(TestVolume volume, int files) throws IOException {
    volume.putMarker("d");
    volume.putMarker("d/empty");
    for (int i = 0; i < files; i++) {
      volume.put("d/sub%d/f%d".formatted(i % 3, i), "content " + i);
    }
    volume.settle();
  }

  private static void move(TestVolume volume, String from, String to) throws IOException {
    volume.namespace.moveDirectory(volume.directory(from), path(to), NOBODY);
  }

  @ParameterizedTest
  @EnumSource
  void move_tree_takesAllAlong(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      fill(volume, 30);
      volume.list("");
      volume.list("d");
      volume.file("d/sub1/f1");
      move(volume, "d", "other/e");
      assertThat(volume.names("")).containsExactly("other");
      assertThat(volume.names("other")).containsExactly("e");
      assertThat(volume.names("other/e")).containsExactly("empty", "sub0", "sub1", "sub2");
      assertReason(Reason.NOT_FOUND, () -> volume.find("d"));
      assertReason(Reason.NOT_FOUND, () -> volume.find("d/sub1/f1"));
      assertReason(Reason.NOT_FOUND, () -> volume.list("d"));
      assertThat(volume.directory("other/e").attributes()).isEqualTo(volume.attributes(0040750));
      for (int i = 0; i < 30; i++) {
        FileEntry file = volume.file("other/e/sub%d/f%d".formatted(i % 3, i));
        assertThat(file.attributes()).isEqualTo(volume.attributes(0100640));
        assertThat(volume.content(file.version())).isEqualTo("content " + i);
      }
      assertThat(volume.storedPaths()).hasSize(32).allMatch(key -> key.startsWith("other/e/"));
    }
  }

  @Test
  void move_500RememberedFiles_costsACopyEach() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      for (int i = 0; i < 500; i++) {
        volume.put("d/f" + i, "");
      }
      volume.settle();
      for (ListedEntry entry : volume.list("d")) {
        volume.namespace.find(entry.path());
      }
      DirectoryEntry directory = volume.directory("d");
      volume.requests.reset();
      volume.namespace.moveDirectory(directory, path("e"), NOBODY);
      // Beside the copies: is it empty there, what is here, what is still here; a marker, and a
      // journal that is begun, turned to deleting, and removed.
      assertThat(volume.requests.counts())
          .isEqualTo(
              Map.of(
                  Request.LIST, 3L,
                  Request.COPY, 500L,
                  Request.PUT, 3L,
                  Request.DELETE, 1L,
                  Request.DELETE_ALL, 1L));
    }
  }

  @Test
  void move_impliedOrRememberedDirectory_isMarkedAfterwards() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a/sub/x", "");
      volume.namespace.remove(volume.file("a/sub/x"));
      move(volume, "a", "b");
      assertThat(volume.storedPaths()).containsExactly("b/");
      assertReason(Reason.NOT_FOUND, () -> volume.find("a"));
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(volume.names("b")).containsExactly("sub");
      assertReason(Reason.NOT_FOUND, () -> volume.find("a/sub"));
    }
  }

  @Test
  void move_ontoAnEmptyDirectory_hasTheAttributesOfTheMoved() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("implied/x", "");
      volume.putMarker("empty");
      move(volume, "implied", "empty");
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(volume.directory("empty").attributes().mode()).isEqualTo(0040755);
      assertThat(volume.names("empty")).containsExactly("x");
    }
  }

  @Test
  void move_whereItCannotGo_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a/x", "");
      volume.put("b/x", "");
      assertReason(Reason.DIRECTORY_NOT_EMPTY, () -> move(volume, "a", "b"));
      assertReason(Reason.INVALID_ARGUMENT, () -> move(volume, "a", "a/c"));
      assertReason(Reason.NOT_PERMITTED, () -> move(volume, "a", ".coffer/c"));
      assertReason(Reason.NOT_PERMITTED, () -> move(volume, "", "c"));
      assertThat(volume.storedPaths()).containsExactly("a/x", "b/x");
    }
  }

  @Test
  void move_listener_isToldOfTheFilesItFollowsBeforeSourcesGo() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume, 6);
      Map<String, FileEntry> told = new HashMap<>();
      MoveListener listener =
          new MoveListener() {
            @Override
            public void moved(FileEntry from, FileEntry to) {
              assertThat(volume.storedPaths()).contains(from.path().value(), to.path().value());
              told.put(from.path().value(), to);
            }

            @Override
            public boolean follows(FilePath from) {
              return from.value().startsWith("d/sub1/");
            }
          };
      volume.namespace.moveDirectory(volume.directory("d"), path("e"), listener);
      assertThat(told).containsOnlyKeys("d/sub1/f1", "d/sub1/f4");
      for (FileEntry file : told.values()) {
        assertThat(volume.find(file.path().value())).isEqualTo(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 17, 30})
  void move_copyFails_leavesEverythingAsItWas(int copiesBefore) throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume, 30);
      List<String> before = volume.storedPaths();
      volume
          .faults
          .spare(Request.COPY, copiesBefore)
          .next(Request.COPY, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> move(volume, "d", "e"));
      assertThat(volume.storedPaths()).isEqualTo(before);
      assertThat(volume.find("d/sub1/f1")).isInstanceOf(FileEntry.class);
      assertReason(Reason.NOT_FOUND, () -> volume.find("e"));
    }
  }

  @Test
  void move_listingFails_leavesEverythingAsItWas() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 1500);
      List<String> before = volume.storedPaths();
      DirectoryEntry directory = volume.directory("d");
      volume
          .faults
          .spare(Request.LIST, 2)
          .next(Request.LIST, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> volume.namespace.moveDirectory(directory, path("e"), NOBODY));
      assertThat(volume.storedPaths()).isEqualTo(before);
    }
  }

  @Test
  void move_answersLost_isDoneAllTheSame() throws IOException {
    // One after the other, so that each copy meets a lost answer and its repetition none.
    NamespaceSettings oneByOne = TestVolume.SETTINGS.withParallelRequests(1);
    try (TestVolume volume = TestVolume.of(Kind.COFFER, oneByOne)) {
      fill(volume, 10);
      for (int i = 0; i < 12; i++) {
        volume.faults.next(Request.COPY, Fault.lostAnswer()).spare(Request.COPY, 1);
      }
      move(volume, "d", "e");
      assertThat(volume.storedPaths()).hasSize(12).allMatch(key -> key.startsWith("e/"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void move_randomFaults_neverLosesAFile(long seed) throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume, 40);
      DirectoryEntry directory = volume.directory("d");
      volume.faults.fromSeed(seed, 0.02);
      boolean moved = true;
      try {
        volume.namespace.moveDirectory(directory, path("e"), NOBODY);
      } catch (IOException e) {
        moved = false;
      }
      volume.faults.heal();
      volume.clock.advance(MORE_THAN_TTL);
      for (int i = 0; i < 40; i++) {
        String rest = "/sub%d/f%d".formatted(i % 3, i);
        FileEntry file = moved ? volume.file("e" + rest) : either(volume, "d" + rest, "e" + rest);
        assertThat(volume.content(file.version())).isEqualTo("content " + i);
      }
    }
  }

  private static FileEntry either(TestVolume volume, String first, String second)
      throws IOException {
    try {
      return volume.file(first);
    } catch (FileException e) {
      return volume.file(second);
    }
  }

  @Test
  void move_objectChangedByAnotherMeanwhile_takesTheNewVersion() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("d/x", "before");
      volume.faults.next(Request.COPY, Fault.interference(() -> putUnchecked(volume)));
      move(volume, "d", "e");
      assertThat(volume.content(volume.file("e/x").version())).isEqualTo("after");
    }
  }

  /** S-65: also what is committed between the last look and the deletion. */
  @Test
  void move_objectChangedByAnotherAfterTheLastLook_staysUnderItsOldName() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("d/x", "before");
      volume.put("d/y", "before");
      volume.faults.next(Request.DELETE_ALL, Fault.interference(() -> putUnchecked(volume)));
      move(volume, "d", "e");
      assertThat(volume.names("d")).containsExactly("x");
      assertThat(volume.content(volume.file("d/x").version())).isEqualTo("after");
      assertThat(volume.names("e")).containsExactly("x", "y");
      assertThat(volume.content(volume.file("e/x").version())).isEqualTo("before");
      assertThat(volume.storedPaths()).containsExactly("d/x", "e/", "e/x", "e/y");
    }
  }

  private static void putUnchecked(TestVolume volume) throws ObjectStoreException {
    try {
      volume.put("d/x", "after");
    } catch (IOException e) {
      throw new ObjectStoreException(ObjectStoreException.Reason.REJECTED, "put", e);
    }
  }

  @Test
  void move_objectRemovedByAnotherMeanwhile_goesWithoutIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("d/x", "");
      volume.put("d/y", "");
      volume.faults.next(
          Request.COPY,
          Fault.interference(() -> volume.bucket.delete("vol/d/x", Precondition.none())));
      move(volume, "d", "e");
      assertThat(volume.names("e")).contains("y");
    }
  }

  @Test
  void move_oddObjects_goAlongAsTheyAre() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      FileVersion bound = volume.put("d/bound", "content");
      Map<String, String> headers = volume.bucket.head(bound.key()).metadata();
      CopySource source = new CopySource(bound.key(), bound.objectLength(), Optional.empty());
      volume.bucket.copy(source, "vol/d/misplaced", headers);
      volume.putForeign("d/foreign", volume.sealed(new byte[5]));
      volume.putForeign("d//odd/../name", new byte[1]);
      volume.putForeign("d/marker/", new byte[0]);
      move(volume, "d", "e");
      assertThat(volume.storedPaths())
          .containsExactlyInAnyOrder(
              "e/", "e/bound", "e/misplaced", "e/foreign", "e//odd/../name", "e/marker/");
      assertThat(volume.file("e/bound").version().length()).isEqualTo(7);
      assertThat(volume.file("e/foreign").version().length()).isEqualTo(5);
      assertThatExceptionOfType(CofferException.class).isThrownBy(() -> volume.find("e/misplaced"));
    }
  }

  @Test
  void move_attributesFromListing_keepsWhatIsStored() throws IOException {
    NamespaceSettings settings = SETTINGS.withAttributesFromListing(true);
    try (TestVolume volume = TestVolume.of(Kind.PLAIN, settings)) {
      volume.put("d/x", "content", 0100600);
      volume.list("d");
      move(volume, "d", "e");
      assertThat(volume.bucket.head("vol/e/x").metadata())
          .containsAllEntriesOf(
              volume.codec.sealAttributes(
                  "e/x", volume.attributes(0100600), volume.codec.newBody().identity()));
    }
  }

  @Test
  void move_manyFiles_keepsEachOnce() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      List<String> expected = new ArrayList<>(List.of("e/"));
      for (int i = 0; i < 3500; i++) {
        volume.put("d/f%04d".formatted(i), "");
        expected.add("e/f%04d".formatted(i));
      }
      volume.settle();
      move(volume, "d", "e");
      assertThat(volume.storedPaths()).isEqualTo(expected);
      assertThat(volume.requests.count(Request.DELETE_ALL)).isEqualTo(4);
    }
  }
}
