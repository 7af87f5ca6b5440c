package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.CofferException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S-15, S-17, S-26: trees whose keys are sealed. Neither their order nor their look is that of the
 * names.
 */
final class EncryptedNamesTest {
  private static final MoveListener NOBODY = (from, to) -> {};

  private static TestVolume volume() throws IOException {
    return TestVolume.of(Kind.COFFER_NAMES);
  }

  private static void move(TestVolume volume, String from, String to) throws IOException {
    volume.namespace.moveDirectory(volume.directory(from), path(to), NOBODY);
  }

  @Test
  void list_filesAndDirectoriesOfOneName_showsTheDirectoriesOnAllPages() throws IOException {
    try (TestVolume volume = volume()) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        expected.add("n%04d".formatted(i));
        volume.put("d/" + expected.get(i), "hidden");
        volume.put("d/" + expected.get(i) + "/x", "");
      }
      volume.settle();
      assertThat(volume.list("d"))
          .hasSize(1500)
          .allMatch(entry -> entry.kind() == ListedEntry.Kind.DIRECTORY);
      assertThat(volume.names("d")).isEqualTo(expected);
      assertThat(volume.requests.count(Request.LIST)).isEqualTo(3);
    }
  }

  @Test
  void list_keysThatDoNotOpen_areLeftOut() throws IOException {
    try (TestVolume volume = volume()) {
      volume.put("a/x", "");
      volume.put("b/y", "");
      String moved = volume.key("b/y").substring(volume.key("b/").length());
      volume.bucket.put(
          volume.key("a/") + moved,
          WholeBody.seal(volume.codec, new byte[0]).part(),
          Map.of(),
          Precondition.none());
      volume.putForeign("foreign", new byte[0]);
      volume.putForeign("foreign directory/x", new byte[0]);
      volume.putForeign("/x", new byte[0]);
      volume.putForeign(".coffer/volume.json", new byte[0]);
      assertThat(volume.names("")).containsExactly("a", "b");
      assertThat(volume.names("a")).containsExactly("x");
      assertReason(Reason.NOT_FOUND, () -> volume.find("foreign"));
      assertReason(Reason.NOT_FOUND, () -> volume.find("a/y"));
    }
  }

  @Test
  void removeDirectory_withAKeyThatDoesNotOpen_isRefused() throws IOException {
    try (TestVolume volume = volume()) {
      volume.putMarker("d");
      String foreign = volume.key("d/") + "foreign";
      WholeBody body = WholeBody.seal(volume.codec, new byte[0]);
      volume.bucket.put(foreign, body.part(), Map.of(), Precondition.none());
      assertReason(Reason.DIRECTORY_NOT_EMPTY, () -> volume.namespace.removeDirectory(path("d")));
    }
  }

  @Test
  void find_objectMovedToAnotherKey_isRefused() throws IOException {
    try (TestVolume volume = volume()) {
      FileVersion a = volume.put("a", "content");
      CopySource source = new CopySource(a.key(), a.objectLength(), Optional.empty());
      volume.bucket.copy(source, volume.key("b"), volume.bucket.head(a.key()).metadata());
      assertThatExceptionOfType(CofferException.class)
          .isThrownBy(() -> volume.find("b"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.NOT_BOUND));
    }
  }

  @Test
  void move_tree_givesEveryPartOfEveryKeyAnotherLook() throws IOException {
    try (TestVolume volume = volume()) {
      volume.put("d/sub/deep/x", "content");
      volume.put("d/sub/y", "");
      volume.putMarker("d");
      Set<String> before = parts(volume);
      move(volume, "d", "e");
      assertThat(volume.storedPaths()).containsExactly("e/", "e/sub/deep/x", "e/sub/y");
      assertThat(parts(volume)).doesNotContainAnyElementsOf(before);
      assertThat(volume.content(volume.file("e/sub/deep/x").version())).isEqualTo("content");
    }
  }

  private static Set<String> parts(TestVolume volume) {
    Set<String> parts = new HashSet<>();
    volume.bucket.keys().stream()
        .map(key -> key.substring(volume.keys.prefix().length()))
        .forEach(key -> parts.addAll(List.of(key.split("/"))));
    return parts;
  }

  @Test
  void move_20000Files_keepsEachOnce() throws IOException {
    try (TestVolume volume = volume()) {
      for (int i = 0; i < 20_000; i++) {
        volume.put("d/s%02d/f%05d".formatted(i % 40, i), "");
      }
      volume.settle();
      move(volume, "d", "e");
      List<String> expected =
          IntStream.range(0, 20_000).mapToObj(i -> "e/s%02d/f%05d".formatted(i % 40, i)).toList();
      assertThat(volume.storedPaths()).hasSize(20_001).contains("e/").containsAll(expected);
    }
  }

  @Test
  void move_keysThatDoNotOpen_goAlongAsTheyAre() throws IOException {
    try (TestVolume volume = volume()) {
      FileVersion x = volume.put("d/sub/x", "content");
      CopySource source = new CopySource(x.key(), x.objectLength(), Optional.empty());
      // Under its plain name the object opens, and must not be taken for the file of that name.
      Map<String, String> headers = volume.bucket.head(x.key()).metadata();
      volume.bucket.copy(source, volume.key("d/sub/") + "x", headers);
      volume.bucket.copy(source, volume.key("d/") + "foreign/y", headers);
      move(volume, "d", "e");
      assertThat(volume.storedPaths()).containsExactly("e/", "e/foreign/y", "e/sub/x", "e/sub/x");
      assertThat(volume.bucket.head(volume.key("e/sub/") + "x").metadata())
          .containsAllEntriesOf(headers);
      assertThat(volume.bucket.head(volume.key("e/") + "foreign/y").metadata())
          .containsAllEntriesOf(headers);
      assertThat(volume.content(volume.file("e/sub/x").version())).isEqualTo("content");
    }
  }

  @Test
  void move_copyFails_leavesEverythingAsItWas() throws IOException {
    try (TestVolume volume = volume()) {
      for (int i = 0; i < 20; i++) {
        volume.put("d/s%d/f%d".formatted(i % 3, i), "");
      }
      volume.settle();
      List<String> before = volume.bucket.keys();
      volume
          .faults
          .spare(Request.COPY, 10)
          .next(Request.COPY, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class)
          .isThrownBy(() -> move(volume, "d", "e"));
      assertThat(volume.bucket.keys()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void move_randomFaults_neverLosesAFile(long seed) throws IOException {
    try (TestVolume volume = volume()) {
      for (int i = 0; i < 40; i++) {
        volume.put("d/s%d/f%d".formatted(i % 3, i), "content " + i);
      }
      volume.settle();
      DirectoryEntry directory = volume.directory("d");
      volume.faults.fromSeed(seed, 0.02);
      boolean moved = true;
      try {
        volume.namespace.moveDirectory(directory, path("e"), NOBODY);
      } catch (IOException e) {
        moved = false;
      }
      volume.faults.heal();
      List<String> stored = volume.storedPaths();
      for (int i = 0; i < 40; i++) {
        String rest = "/s%d/f%d".formatted(i % 3, i);
        assertThat(stored).containsAnyOf("e" + rest, moved ? "e" + rest : "d" + rest);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void move_toWhereAKeyWouldBeTooLong_isRefusedBeforeAnythingIsCopied(Kind kind)
      throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      // As long as fits: 250 bytes of a name are 355 of a sealed one.
      int names = kind == Kind.COFFER_NAMES ? 2 : 4;
      String deep = "d" + ("/" + "n".repeat(250)).repeat(names);
      volume.put(deep, "content");
      volume.put("d/a", "");
      volume.settle();
      String longer = "e".repeat(250);
      volume.requests.reset();
      DirectoryEntry directory = volume.directory("d");
      assertReason(
          Reason.NAME_TOO_LONG, () -> volume.namespace.requireRoom(directory, path(longer)));
      assertReason(Reason.NAME_TOO_LONG, () -> move(volume, "d", longer));
      assertThat(volume.requests.counts().keySet()).doesNotContain(Request.COPY, Request.PUT);
      assertThat(volume.storedPaths()).containsExactly("d/a", deep);
      move(volume, "d", "f");
      assertThat(volume.storedPaths())
          .contains("f/a", path(deep).moved(path("d"), path("f")).value());
    }
  }

  @Test
  void create_keysTooLong_isRefused() throws IOException {
    try (TestVolume volume = volume()) {
      String longest = "n".repeat(FilePath.MAX_NAME_BYTES);
      FilePath two = path(longest + "/" + longest);
      volume.namespace.createDirectory(path(longest), volume.attributes(0040755));
      volume.namespace.createDirectory(two, volume.attributes(0040755));
      FilePath tooLong = two.child(longest);
      assertReason(
          Reason.NAME_TOO_LONG,
          () -> volume.namespace.createDirectory(tooLong, volume.attributes(0040755)));
      assertReason(
          Reason.NAME_TOO_LONG,
          () -> volume.namespace.createSymbolicLink(tooLong, "x", volume.attributes(0120777)));
      assertReason(Reason.NAME_TOO_LONG, () -> volume.namespace.requireRoom(tooLong));
      assertReason(Reason.NAME_TOO_LONG, () -> volume.namespace.find(tooLong));
      FileVersion version = volume.put("file", "content");
      FileEntry file = new FileEntry(path("file"), version);
      assertReason(
          Reason.NAME_TOO_LONG, () -> volume.namespace.moveFile(file, tooLong, Optional.empty()));
      assertThat(volume.storedPaths()).containsExactly("file", longest + "/", two.value() + "/");
    }
  }

  @Test
  void walk_inTheOrderOfTheNames_asksForEachOnce() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER_NAMES, SETTINGS)) {
      for (int i = 0; i < 300; i++) {
        volume.put("d/f%04d".formatted(i), "");
      }
      volume.settle();
      for (String name : volume.names("d")) {
        volume.find("d/" + name);
      }
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, 300L));
    }
  }
}
