package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.MORE_THAN_TTL;
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
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Directories as this mount changes them, and as another one sees them. */
final class DirectoriesTest {
  @ParameterizedTest
  @EnumSource
  void createDirectory_missing_isThereAtOnceWithoutAsking(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      assertReason(Reason.NOT_FOUND, () -> volume.find("d"));
      volume.list("");
      volume.requests.reset();
      DirectoryEntry made = volume.namespace.createDirectory(path("d"), volume.attributes(0040711));
      assertThat(volume.find("d")).isEqualTo(made);
      assertThat(volume.names("")).containsExactly("d");
      assertThat(volume.names("d")).isEmpty();
      assertReason(Reason.NOT_FOUND, () -> volume.find("d/x"));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.PUT, 1L));
      assertThat(volume.storedPaths()).containsExactly("d/");
      assertThat(volume.later("d")).isEqualTo(made);
    }
  }

  @Test
  void createDirectory_nameTaken_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("file", "");
      volume.put("implied/x", "");
      for (String taken : new String[] {"file", "implied", ""}) {
        assertReason(
            Reason.ALREADY_EXISTS,
            () -> volume.namespace.createDirectory(path(taken), volume.attributes(0040755)));
      }
      assertReason(
          Reason.NOT_PERMITTED,
          () -> volume.namespace.createDirectory(path(".coffer"), volume.attributes(0040755)));
    }
  }

  @Test
  void createDirectory_madeByAnotherMeanwhile_exactlyOneWins() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      assertReason(Reason.NOT_FOUND, () -> volume.find("d"));
      volume.putMarker("d");
      assertReason(
          Reason.ALREADY_EXISTS,
          () -> volume.namespace.createDirectory(path("d"), volume.attributes(0040755)));
      assertThat(volume.find("d").attributes().mode()).isEqualTo(0040750);
    }
  }

  @ParameterizedTest
  @EnumSource
  void createDirectory_answerLost_knowsItsOwnWork(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.faults.next(Request.PUT, Fault.lostAnswer());
      volume.namespace.createDirectory(path("d"), volume.attributes(0040711));
      assertThat(volume.later("d").attributes().mode()).isEqualTo(0040711);
    }
  }

  @Test
  void createDirectory_outcomeUnknownAndNothingThere_fails() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.faults.next(Request.PUT, Fault.refusal(ObjectStoreException.Reason.OUTCOME_UNKNOWN));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(
              () -> volume.namespace.createDirectory(path("d"), volume.attributes(0040711)));
      assertReason(Reason.NOT_FOUND, () -> volume.find("d"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void removeDirectory_emptyOne_isGoneAtOnce(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.putMarker("a/d");
      volume.list("a");
      volume.find("a/d");
      volume.requests.reset();
      volume.namespace.removeDirectory(path("a/d"));
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.DELETE, 1L));
      assertReason(Reason.NOT_FOUND, () -> volume.find("a/d"));
      assertThat(volume.names("a")).isEmpty();
      assertThat(volume.storedPaths()).isEmpty();
      // Nothing implies its parent any more, which stays until it is removed itself.
      assertThat(volume.later("a")).isInstanceOf(DirectoryEntry.class);
    }
  }

  @Test
  void removeDirectory_notEmpty_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("implied/x", "");
      volume.putMarker("marked");
      volume.putForeign("marked//odd", new byte[0]);
      volume.put("file", "");
      for (String full : new String[] {"implied", "marked"}) {
        assertReason(
            Reason.DIRECTORY_NOT_EMPTY, () -> volume.namespace.removeDirectory(path(full)));
      }
      assertReason(Reason.NOT_A_DIRECTORY, () -> volume.namespace.removeDirectory(path("file")));
      assertReason(Reason.NOT_FOUND, () -> volume.namespace.removeDirectory(path("none")));
      assertReason(Reason.NOT_PERMITTED, () -> volume.namespace.removeDirectory(path("")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void remove_lastFileOfImpliedDirectories_leavesThemThere(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("a/b/c/file", "");
      volume.namespace.remove(volume.file("a/b/c/file"));
      assertThat(volume.storedPaths()).isEmpty();
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(volume.names("")).containsExactly("a");
      assertThat(volume.names("a")).containsExactly("b");
      assertThat(volume.names("a/b/c")).isEmpty();
      assertThat(volume.find("a/b/c")).isInstanceOf(DirectoryEntry.class);
      assertReason(Reason.DIRECTORY_NOT_EMPTY, () -> volume.namespace.removeDirectory(path("a/b")));
      for (String directory : new String[] {"a/b/c", "a/b", "a"}) {
        volume.namespace.removeDirectory(path(directory));
      }
      volume.clock.advance(MORE_THAN_TTL);
      assertReason(Reason.NOT_FOUND, () -> volume.find("a"));
      assertThat(volume.names("")).isEmpty();
    }
  }

  @Test
  void remove_lastFileOfAMarkedDirectory_remembersNothing() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.putMarker("d");
      volume.put("d/file", "");
      volume.find("d");
      volume.namespace.remove(volume.file("d/file"));
      volume.bucket.delete("vol/d/", Precondition.none());
      volume.clock.advance(MORE_THAN_TTL);
      assertReason(Reason.NOT_FOUND, () -> volume.find("d"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void changeAttributes_impliedDirectory_marksIt(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      volume.put("d/x", "");
      Entry changed =
          volume.namespace.changeAttributes(volume.directory("d"), volume.attributes(0040700));
      assertThat(volume.storedPaths()).containsExactly("d/", "d/x");
      assertThat(volume.find("d")).isEqualTo(changed);
      assertThat(volume.later("d")).isEqualTo(changed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void changeAttributes_root_areKept(Kind kind) throws IOException {
    for (String prefix : new String[] {"", "vol/"}) {
      try (TestVolume volume = new TestVolume(kind, prefix, SETTINGS)) {
        Entry changed =
            volume.namespace.changeAttributes(volume.directory(""), volume.attributes(0040700));
        assertThat(volume.find("")).isEqualTo(changed);
        assertThat(volume.later("")).isEqualTo(changed);
        assertThat(volume.names("")).isEmpty();
      }
    }
  }

  @Test
  void changeAttributes_markerThatHoldsSomething_keepsIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.putForeign("d/", new byte[] {1, 2, 3});
      volume.namespace.changeAttributes(volume.directory("d"), volume.attributes(0040700));
      assertThat(volume.bucket.body("vol/d/")).containsExactly(1, 2, 3);
      assertThat(volume.later("d").attributes().mode()).isEqualTo(0040700);
    }
  }
}
