package io.cofferfs.fs.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySpaceTest {
  private final KeySpace plain = new KeySpace("vol/");
  private final KeySpace sealed =
      new KeySpace("vol/", NameMapping.of(TestVolumes.newKeysWithNames(64).names()));

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b", "a/b/", "a/", "", "é/日本/x y+%", ".coffer/orphans/1"})
  void read_ofThePathsKey_givesThePathBack(String path) throws FileException {
    for (KeySpace keys : new KeySpace[] {plain, sealed}) {
      KeyPath stored = new KeyPath(path, "");
      assertThat(keys.read(keys.key(stored))).isEqualTo(stored);
      assertThat(keys.read(keys.key(stored)).isNamed()).isTrue();
    }
  }

  /** S-24: the store sees how deep names lie, and none of them. */
  @Test
  void key_ofEncryptedNames_keepsTheShapeAlone() throws FileException {
    String key = sealed.fileKey(new FilePath("secret/plans/secret"));
    assertThat(key).startsWith("vol/").doesNotContain("secret", "plans");
    assertThat(key.split("/")).hasSize(4);
    assertThat(sealed.directoryKey(new FilePath("secret/plans")))
        .endsWith("/")
        .isEqualTo(key.substring(0, key.lastIndexOf('/') + 1));
  }

  /** S-24: equal names look alike in one directory, and different in two. */
  @Test
  void part_ofOneName_isAnotherInEachDirectory() throws FileException {
    String here = sealed.part(new FilePath("a"), "name");
    assertThat(here).isEqualTo(sealed.part(new FilePath("a"), "name"));
    assertThat(here).isNotEqualTo(sealed.part(new FilePath("b"), "name"));
    assertThat(sealed.name(new FilePath("a"), here)).contains("name");
    assertThat(sealed.name(new FilePath("b"), here)).isEmpty();
    assertThat(sealed.name(FilePath.ROOT, here)).isEmpty();
  }

  @Test
  void name_thatIsSpeltInAnotherWay_isNone() throws FileException {
    String part = sealed.part(FilePath.ROOT, "name"); // 20 bytes in 27 characters: 2 bits unused
    char last = part.charAt(part.length() - 1);
    String respelt = part.substring(0, part.length() - 1) + (char) (last + 1);
    assertThat(sealed.name(FilePath.ROOT, part)).contains("name");
    for (String other : new String[] {respelt, part + "=", part + "==", "", "name", part + "A"}) {
      assertThat(sealed.name(FilePath.ROOT, other)).as(other).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x/", "x/y", "/", "//", "//x", ".", "..", ".cofferx", ".coffer"})
  void read_keyThatIsNoneOfTheVolumes_isForeignFromWhereItBegins(String foreign)
      throws FileException {
    String directory = sealed.directoryKey(new FilePath("a/b"));
    for (KeyPath stored :
        new KeyPath[] {sealed.read("vol/" + foreign), sealed.read(directory + foreign)}) {
      assertThat(stored.isNamed()).isFalse();
      assertThat(stored.foreign()).isEqualTo(foreign);
    }
    assertThat(sealed.read(directory + foreign).path()).isEqualTo("a/b/");
    assertThat(sealed.key(sealed.read(directory + foreign))).isEqualTo(directory + foreign);
  }

  @Test
  void moved_keyBelowAMovedDirectory_goesAlongWithWhatIsForeign() {
    FilePath from = new FilePath("a/b");
    FilePath to = new FilePath("c");
    assertThat(new KeyPath("a/b/x", "").moved(from, to)).isEqualTo(new KeyPath("c/x", ""));
    assertThat(new KeyPath("a/b/", "//").moved(from, to)).isEqualTo(new KeyPath("c/", "//"));
  }

  @Test
  void fileKey_namesOfFullLength_fitAsLongAsTheKeyDoes() throws FileException {
    String longest = "n".repeat(FilePath.MAX_NAME_BYTES);
    FilePath two = FilePath.ROOT.child(longest).child(longest);
    assertThat(sealed.fileKey(two)).hasSize(4 + 362 + 1 + 362);
    assertThatReason(() -> sealed.fileKey(two.child(longest))).isEqualTo(Reason.NAME_TOO_LONG);
    // 729 bytes, a slash, and a part of 294: a key of 1,024 bytes. A directory's has a slash more.
    FilePath full = two.child("n".repeat(204));
    assertThat(sealed.fileKey(full)).hasSize(1024);
    assertThatReason(() -> sealed.directoryKey(full)).isEqualTo(Reason.NAME_TOO_LONG);
  }

  private static AbstractComparableAssert<?, Reason> assertThatReason(ThrowingCallable call) {
    FileException failure = catchThrowableOfType(FileException.class, call);
    return assertThat(failure.reason());
  }

  @Test
  void prefix_withoutASlash_isRefused() {
    assertThatThrownBy(() -> new KeySpace("vol")).isInstanceOf(IllegalArgumentException.class);
  }
}
