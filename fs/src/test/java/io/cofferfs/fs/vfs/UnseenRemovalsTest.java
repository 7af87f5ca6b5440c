package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of which a listing says enough to remove them one after the other. */
@NullUnmarked
final class UnseenRemovalsTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final int LONGEST_LINK = 4095;
  private static final int MANY = 100;

  // The first, which nobody can tell from a look at it, and what is asked for ahead with that.
  private static final long A_HANDFUL = 9;

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final CountingObjectStore requests = new CountingObjectStore(bucket);
  private final Path staging;
  private TestMount other;
  private TestMount mount;
  private VolumeTree tree;

  UnseenRemovalsTest(@TempDir Path staging) {
    this.staging = staging;
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
    other.close();
  }

  private void mount(String kind) throws IOException {
    TestFormat format = format(kind);
    NamespaceSettings settings = format.namespace().withRemovalDelay(Duration.ofDays(1));
    other = new TestMount(bucket, format, staging, clock);
    mount = new TestMount(requests, format.withNamespace(settings), staging, clock);
    tree = mount.tree();
  }

  private static TestFormat format(String kind) {
    return switch (kind) {
      case "coffer" -> TestFormat.of(TestVolumes.coffer(64));
      case "plain" -> TestFormat.of(TestVolumes.plain(64));
      case "s3ec" -> TestFormat.of(TestVolumes.s3ec(64));
      case "names" -> TestFormat.encryptedNames();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** A directory of files of this length, which this mount has seen, and listed just now. */
  private List<String> fill(int files, int length) throws IOException {
    mount("coffer");
    makeFiles(files, length);
    return list();
  }

  private void makeFiles(int files, int length) throws IOException {
    other.tree().createDirectory("/d", 0755, OWNER);
    for (int i = 0; i < files; i++) {
      write(other.tree(), name(i), length);
    }
    clock.advance(Duration.ofMinutes(1));
  }

  private List<String> list() throws IOException {
    List<String> paths = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> paths.add("/d/" + name));
    tree.stat("/d"); // as the kernel does
    requests.reset();
    return paths;
  }

  private static String name(int file) {
    return "/d/f%04d".formatted(file);
  }

  private static void write(VolumeTree tree, String path, int length) throws IOException {
    FileHandle file = tree.create(path, 0644, new OpenMode(false, true, false, true, false), OWNER);
    tree.write(file, 0, ByteBuffer.wrap(new byte[length]));
    tree.flush(file);
    tree.release(file);
  }

  /** As {@code rm} of a kernel that is told what kind of entries a directory has. */
  private void remove(String path) throws IOException {
    tree.lookUp(path);
    tree.unlink(path);
  }

  /** Begins a run with the first of these; all that was asked for ahead is known afterwards. */
  private void begin(List<String> paths) throws IOException {
    remove(paths.get(0));
    remove(paths.get(1));
    remove(paths.get(2));
  }

  private static void assertErrno(Errno errno, ThrowingCallable call) {
    IOException thrown = catchThrowableOfType(IOException.class, call);
    assertThat(thrown).isNotNull();
    assertThat(Errno.of(thrown)).isEqualTo(errno);
  }

  /** S-124: long files are removed without a look at each. */
  @ParameterizedTest
  @ValueSource(strings = {"coffer", "names", "plain", "s3ec"})
  void remove_ofLongFilesOneAfterTheOther_asksForHardlyAnyOfThem(String kind) throws IOException {
    mount(kind);
    makeFiles(MANY, LONGEST_LINK + 100);
    for (String path : list()) {
      remove(path);
    }
    tree.syncDirectory("/d");
    assertThat(requests.count(Request.HEAD)).isBetween(1L, A_HANDFUL);
    assertThat(requests.count(Request.DELETE)).isEqualTo(2);
    assertThat(requests.count(Request.DELETE_ALL)).isEqualTo(1);
    assertThat(requests.count(Request.LIST)).isZero();
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-124: for as long as it takes. */
  @Test
  void remove_forLongerThanListingsAreBelieved_asksForHardlyAnyOfThem() throws IOException {
    for (String path : fill(MANY, LONGEST_LINK + 1)) {
      remove(path);
      clock.advance(Duration.ofMillis(200));
    }
    tree.syncDirectory("/d");
    assertThat(requests.count(Request.HEAD)).isBetween(1L, A_HANDFUL);
    assertThat(bucket.keys()).containsExactly("p/d/");
  }

  /** S-124: what may be a link as well is looked at, and the others are not meanwhile. */
  @Test
  void remove_ofShortFiles_looksAtEachOfThemAlone() throws IOException {
    mount("coffer");
    makeFiles(MANY, LONGEST_LINK + 1);
    for (int i = 1; i < MANY; i += 2) {
      write(other.tree(), name(i), LONGEST_LINK);
    }
    clock.advance(Duration.ofMinutes(1));
    for (String path : list()) {
      remove(path);
    }
    tree.syncDirectory("/d");
    assertThat(requests.count(Request.HEAD)).isBetween(MANY / 2L, MANY / 2L + A_HANDFUL);
    assertThat(bucket.keys()).containsExactly("p/d/");
  }

  /** S-124: what is shown meanwhile is nobody's attributes, and says so. */
  @Test
  void lookUp_inARun_isProvisionalAndGivesNothingAway() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    String last = paths.get(MANY - 1);
    assertThat(tree.lookUp(paths.get(0)).provisional()).isFalse();
    begin(paths);
    LookedUp found = tree.lookUp(last);
    assertThat(found.provisional()).isTrue();
    assertThat(found.stat().mode()).isEqualTo(FileType.REGULAR.mode(0600));
    assertThat(found.stat().length()).isEqualTo(LONGEST_LINK + 1);
    assertThat(tree.stat(last).mode()).isEqualTo(FileType.REGULAR.mode(0644));
    assertThat(tree.stat(last).inode()).isEqualTo(found.stat().inode());
    assertThat(tree.lookUp(last))
        .isEqualTo(new LookedUp(tree.stat(last), /* provisional= */ false));
  }

  @Test
  void lookUp_whenNothingIsRemovedAnyMore_isCertain() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    begin(paths);
    clock.advance(Duration.ofMillis(250));
    assertThat(tree.lookUp(paths.get(MANY - 1)).provisional()).isFalse();
  }

  /** S-124: who looks at what is removed has the files asked for ahead, as ever. */
  @Test
  void lookUp_whereSomebodyLooksAtTheFiles_isCertain() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    begin(paths);
    assertThat(tree.lookUp(paths.get(MANY - 2)).provisional()).isTrue();
    tree.stat(paths.get(MANY - 2));
    assertThat(tree.lookUp(paths.get(MANY - 1)).provisional()).isFalse();
    tree.unlink(paths.get(MANY - 1));
    assertThat(tree.lookUp(paths.get(MANY - 3)).provisional()).isFalse();
  }

  /** S-96, S-124: another mount's version stays. */
  @Test
  void remove_ofWhatAnotherMountHasReplaced_leavesThat() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    write(other.tree(), name(50), LONGEST_LINK + 7);
    for (String path : paths) {
      remove(path);
    }
    assertErrno(Errno.ENOTEMPTY, () -> tree.removeDirectory("/d"));
    assertThat(bucket.keys()).containsExactly("p/d/", "p" + name(50));
    assertThat(tree.lookUp(name(50)).stat().length()).isEqualTo(LONGEST_LINK + 7);
    remove(name(50));
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-124: the second goes at once, and only what was listed goes without a look. */
  @Test
  void remove_ofTheSecondThatAnotherMountHasReplaced_looksAtWhatIsThere() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    String replaced = paths.get(MANY / 2); // not asked for ahead
    write(other.tree(), replaced, LONGEST_LINK + 7);
    remove(paths.get(0));
    long before = requests.count(Request.DELETE);
    remove(replaced);
    assertThat(requests.count(Request.DELETE)).isEqualTo(before + 2);
    assertThat(bucket.keys()).doesNotContain("p" + replaced);
  }

  @Test
  void remove_ofWhatAnotherMountHasRemoved_isFine() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    other.tree().unlink(name(50));
    for (String path : paths) {
      remove(path);
    }
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-124: what this mount has made or is changing it knows better than a listing. */
  @Test
  void lookUp_ofAFileThatIsOpenOrWasChangedHere_isCertain() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    FileHandle open = tree.open(name(90), OpenMode.READ);
    FileHandle dirty = tree.open(name(91), OpenMode.WRITE);
    tree.write(dirty, LONGEST_LINK + 1, ByteBuffer.wrap(new byte[100]));
    FileHandle changed = tree.open(name(92), OpenMode.WRITE);
    tree.write(changed, LONGEST_LINK + 1, ByteBuffer.wrap(new byte[200]));
    tree.flush(changed);
    tree.release(changed);
    tree.rename(name(93), "/d/renamed");
    begin(paths);
    assertThat(tree.lookUp(name(89)).provisional()).isTrue();
    for (String path : List.of(name(90), name(91), name(92), "/d/renamed")) {
      assertThat(tree.lookUp(path)).isEqualTo(new LookedUp(tree.stat(path), false));
    }
    assertErrno(Errno.ENOENT, () -> tree.lookUp(name(93)));
    tree.unlink(name(91));
    tree.release(dirty);
    tree.release(open);
    assertThat(bucket.keys()).doesNotContain("p" + name(91));
  }

  @Test
  void lookUp_ofANameRemovedInTheRun_findsNothing() throws IOException {
    List<String> paths = fill(MANY, LONGEST_LINK + 1);
    begin(paths);
    remove(paths.get(MANY - 1));
    assertErrno(Errno.ENOENT, () -> tree.lookUp(paths.get(MANY - 1)));
    assertErrno(Errno.ENOENT, () -> tree.unlink(paths.get(MANY - 1)));
  }

  /** S-124: there the kernel must know whose the file is. */
  @Test
  void lookUp_inAStickyDirectory_isCertain() throws IOException {
    mount("coffer");
    makeFiles(MANY, LONGEST_LINK + 1);
    other.tree().changeMode("/d", 01777);
    clock.advance(Duration.ofMinutes(1));
    List<String> paths = list();
    begin(paths);
    assertThat(tree.lookUp(paths.get(MANY - 1)).provisional()).isFalse();
  }

  /** S-124: what is refused to readers can be removed with the rest. */
  @Test
  void remove_ofADamagedFile_inARun_removesIt() throws IOException {
    mount("coffer");
    makeFiles(MANY, LONGEST_LINK + 1);
    ObjectInfo another = bucket.head("p" + name(5));
    bucket.copy(
        new CopySource(another.key(), another.length(), Optional.empty()),
        "p" + name(50),
        new HashMap<>(another.metadata()));
    clock.advance(Duration.ofMinutes(1));
    List<String> paths = list();
    assertErrno(Errno.EIO, () -> other.tree().stat(name(50)));
    for (String path : paths) {
      remove(path);
    }
    tree.removeDirectory("/d");
    assertThat(bucket.keys()).isEmpty();
  }

  /** S-124: a directory says of long files what they are. */
  @Test
  void readDirectory_ofFilesThatNobodyHasSeen_tellsTheTypeOfTheLongOnes() throws IOException {
    mount("coffer");
    makeFiles(1, LONGEST_LINK + 1);
    write(other.tree(), name(1), LONGEST_LINK);
    clock.advance(Duration.ofMinutes(1));
    Map<String, Integer> types = new HashMap<>();
    requests.reset();
    tree.readDirectory("/d", (name, stat) -> types.put("/d/" + name, stat.mode()) == null);
    assertThat(types).isEqualTo(Map.of(name(0), FileType.REGULAR.bits(), name(1), 0));
    assertThat(requests.counts()).isEqualTo(Map.of(Request.LIST, 1L));
  }

  /** S-124: the longest link is none of these. */
  @Test
  void lookUp_ofTheLongestLinkInARun_isALink() throws IOException {
    mount("coffer");
    makeFiles(MANY, LONGEST_LINK + 1);
    String target = "é".repeat(LONGEST_LINK / 2) + "a";
    assertThat(target.getBytes(StandardCharsets.UTF_8)).hasSize(LONGEST_LINK);
    other.tree().createSymbolicLink("/d/link", target, OWNER);
    clock.advance(Duration.ofMinutes(1));
    begin(list());
    LookedUp found = tree.lookUp("/d/link");
    assertThat(found.provisional()).isFalse();
    assertThat(FileType.SYMBOLIC_LINK.matches(found.stat().mode())).isTrue();
  }
}
