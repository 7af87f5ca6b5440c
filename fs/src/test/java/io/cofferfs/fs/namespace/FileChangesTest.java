package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of single files, each looked at through this mount and as another one sees it. */
final class FileChangesTest {
  /** S-61: unlink() applies to what has the name when it reaches the bucket. */
  @Test
  void remove_changedByAnother_removesWhatHasTheNameNow() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "mine");
      FileEntry file = volume.file("a");
      volume.put("a", "theirs");
      volume.requests.reset();
      volume.namespace.remove(file);
      assertReason(Reason.NOT_FOUND, () -> volume.find("a"));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.DELETE, 1L));
      assertThat(volume.storedPaths()).isEmpty();
    }
  }

  @Test
  void remove_goneAlreadyOrAnswerLost_isDone() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("gone", "");
      volume.put("lost", "");
      FileEntry gone = volume.file("gone");
      volume.bucket.delete("vol/gone", Precondition.none());
      volume.namespace.remove(gone);
      volume.faults.next(Request.DELETE, Fault.lostAnswer());
      volume.namespace.remove(volume.file("lost"));
      assertThat(volume.storedPaths()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void setAside_file_keepsItsContentWhereNoPathLeads(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a", "content");
      FileEntry file = volume.file("a");
      FileVersion orphan = volume.namespace.setAside(file);
      volume.namespace.remove(file);
      assertThat(volume.content(orphan)).isEqualTo("content");
      assertThat(orphan.body()).isEqualTo(file.version().body());
      assertThat(volume.names("")).isEmpty();
      volume.namespace.removeSetAside(orphan);
      assertThat(volume.storedPaths()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void moveFile_toAnotherDirectory_isThereAtOnceWithAllItHas(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a/x", "content");
      volume.putMarker("b");
      volume.list("a");
      volume.list("b");
      FileEntry file = volume.file("a/x");
      volume.requests.reset();
      FileEntry moved = volume.namespace.moveFile(file, path("b/y"), Optional.empty());
      assertThat(volume.find("b/y")).isEqualTo(moved);
      assertReason(Reason.NOT_FOUND, () -> volume.find("a/x"));
      assertThat(volume.names("a")).isEmpty();
      assertThat(volume.names("b")).containsExactly("y");
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.COPY, 1L, Request.DELETE, 1L));
      assertThat(volume.later("b/y")).isEqualTo(moved);
      assertThat(moved.attributes()).isEqualTo(file.attributes());
      assertThat(volume.content(moved.version())).isEqualTo("content");
      assertThat(volume.later("a")).isInstanceOf(DirectoryEntry.class);
    }
  }

  @Test
  void moveFile_ontoAnother_replacesIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "new");
      volume.put("b", "old");
      FileEntry moved =
          volume.namespace.moveFile(volume.file("a"), path("b"), Optional.of(volume.file("b")));
      assertThat(volume.content(moved.version())).isEqualTo("new");
      assertThat(volume.storedPaths()).containsExactly("b");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COPY", "DELETE"})
  void moveFile_requestFails_leavesTheFileUnderItsOldName(Request request) throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "content");
      volume.faults.next(request, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(
              () -> volume.namespace.moveFile(volume.file("a"), path("b"), Optional.empty()));
      assertThat(volume.storedPaths()).containsExactly("a");
      assertThat(volume.find("a")).isInstanceOf(FileEntry.class);
      assertReason(Reason.NOT_FOUND, () -> volume.find("b"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COPY", "DELETE"})
  void moveFile_answerLost_isDoneAllTheSame(Request request) throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "content");
      volume.faults.next(request, Fault.lostAnswer());
      FileEntry moved = volume.namespace.moveFile(volume.file("a"), path("b"), Optional.empty());
      assertThat(volume.storedPaths()).containsExactly("b");
      assertThat(volume.later("b")).isEqualTo(moved);
    }
  }

  @Test
  void moveFile_ofWhichNobodyKnowsWhetherTheSourceIsGone_keepsTheCopy() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "content");
      FileEntry file = volume.file("a");
      volume.faults.next(Request.DELETE, Fault.lostAnswer());
      volume.faults.next(Request.DELETE, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      volume.faults.next(Request.HEAD, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> volume.namespace.moveFile(file, path("b"), Optional.empty()));
      assertThat(volume.storedPaths()).containsExactly("b");
      assertThat(volume.content(volume.file("b").version())).isEqualTo("content");
    }
  }

  @Test
  void moveFile_whoseSourceIsThereAfterAllDoubt_isUndone() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "content");
      FileEntry file = volume.file("a");
      volume.faults.next(
          Request.DELETE, Fault.refusal(ObjectStoreException.Reason.OUTCOME_UNKNOWN));
      volume.faults.next(Request.DELETE, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> volume.namespace.moveFile(file, path("b"), Optional.empty()));
      assertThat(volume.storedPaths()).containsExactly("a");
    }
  }

  @Test
  void moveFile_changedByAnother_isStale() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "mine");
      FileEntry file = volume.file("a");
      volume.put("a", "theirs");
      assertReason(
          Reason.STALE, () -> volume.namespace.moveFile(file, path("b"), Optional.empty()));
      assertThat(volume.storedPaths()).containsExactly("a");
    }
  }

  @Test
  void moveFile_replacedByAnotherAfterTheCopy_leavesThemTheirs() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "mine");
      FileEntry file = volume.file("a");
      volume.faults.next(Request.DELETE, Fault.interference(() -> overwrite(volume)));
      FileEntry moved = volume.namespace.moveFile(file, path("b"), Optional.empty());
      assertThat(volume.content(moved.version())).isEqualTo("mine");
      assertThat(volume.content(volume.file("a").version())).isEqualTo("theirs");
    }
  }

  private static void overwrite(TestVolume volume) throws ObjectStoreException {
    volume.putForeign("a", "theirs".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void moveFile_unboundObject_staysUnbound() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.putForeign("a", volume.sealed(new byte[10]));
      volume.namespace.moveFile(volume.file("a"), path("b"), Optional.empty());
      assertThat(volume.bucket.head("vol/b").metadata()).isEmpty();
      assertThat(volume.later("b")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void moveFile_attributesFromListing_keepsWhatIsStored() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER, SETTINGS.withAttributesFromListing(true))) {
      volume.put("a", "content", 0100600);
      volume.list("");
      FileEntry moved = volume.namespace.moveFile(volume.file("a"), path("b"), Optional.empty());
      assertThat(volume.content(moved.version())).isEqualTo("content");
      assertThat(moved.attributes()).isEqualTo(volume.attributes(0100600));
    }
  }

  @ParameterizedTest
  @EnumSource
  void changeAttributes_file_copiesItOntoItself(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a", "content");
      FileEntry file = volume.file("a");
      volume.list("");
      volume.requests.reset();
      Entry changed = volume.namespace.changeAttributes(file, volume.attributes(0100400));
      assertThat(volume.find("a")).isEqualTo(changed);
      volume.list("");
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.COPY, 1L));
      assertThat(volume.later("a")).isEqualTo(changed);
      FileVersion version = ((FileEntry) changed).version();
      assertThat(version.attributes().mode()).isEqualTo(0100400);
      assertThat(version.body()).isEqualTo(file.version().body());
      assertThat(volume.content(version)).isEqualTo("content");
    }
  }

  @Test
  void changeAttributes_unboundObject_bindsIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.putForeign("a", volume.sealed(new byte[10]));
      volume.namespace.changeAttributes(volume.file("a"), volume.attributes(0100400));
      FileEntry file = (FileEntry) volume.later("a");
      assertThat(file.version().body()).isInstanceOf(BodyIdentity.Bound.class);
      assertThat(volume.content(file.version())).isEqualTo("\0".repeat(10));
    }
  }

  @Test
  void changeAttributes_answerLost_looksWhetherItWasDone() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      volume.put("a", "content");
      FileEntry file = volume.file("a");
      volume.faults.next(Request.COPY, Fault.lostAnswer());
      Entry changed = volume.namespace.changeAttributes(file, volume.attributes(0100400));
      assertThat(volume.later("a")).isEqualTo(changed);
      volume.faults.next(Request.COPY, Fault.refusal(ObjectStoreException.Reason.OUTCOME_UNKNOWN));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> volume.namespace.changeAttributes(changed, volume.attributes(0100444)));
    }
  }

  @Test
  void changeAttributes_changedByAnother_isStale() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("a", "mine");
      FileEntry file = volume.file("a");
      volume.put("a", "theirs");
      assertReason(
          Reason.STALE, () -> volume.namespace.changeAttributes(file, volume.attributes(0100400)));
    }
  }

  @Test
  void committed_underAMissingParent_makesTheParentThere() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      assertReason(Reason.NOT_FOUND, () -> volume.find("a"));
      volume.namespace.committed(path("a/b/c"), volume.put("a/b/c", ""));
      assertThat(volume.find("a")).isInstanceOf(DirectoryEntry.class);
    }
  }

  @Test
  void forget_path_asksAgain() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.list("");
      assertReason(Reason.NOT_FOUND, () -> volume.find("a"));
      volume.put("a", "");
      volume.namespace.forget(path("a"));
      assertThat(volume.find("a")).isInstanceOf(FileEntry.class);
      assertThat(volume.names("")).containsExactly("a");
    }
  }
}
