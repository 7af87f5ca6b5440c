package io.cofferfs.fs.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilePathTest {

  @ParameterizedTest
  @CsvSource({"/,''", "'',''", "/a,a", "/a/b,a/b", "//a//b/,a/b"})
  void parse_absolutePath_keepsItsNames(String absolute, String value) throws FileException {
    assertThat(FilePath.parse(absolute).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/..", "/./a", "/a\0b"})
  void parse_impossibleName_isRefused(String absolute) {
    assertThatThrownBy(() -> FilePath.parse(absolute))
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }

  @Test
  void child_nameOf255Bytes_isTaken_andOneMoreIsNot() throws FileException {
    assertThat(FilePath.ROOT.child("é".repeat(127) + "x").name()).hasSize(128);
    assertThatThrownBy(() -> FilePath.ROOT.child("é".repeat(128)))
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TOO_LONG));
  }

  @ParameterizedTest
  @CsvSource({"a/b/c,a/b,c", "a,'',a", "'','',''"})
  void parentAndName_ofPath_splitAtTheLastSlash(String path, String parent, String name) {
    assertThat(new FilePath(path).parent().value()).isEqualTo(parent);
    assertThat(new FilePath(path).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"a/b,a,true", "a,a,true", "ab,a,false", "a,'',true", "a,a/b,false"})
  void isWithin_comparesWholeNames(String path, String other, boolean within) {
    assertThat(new FilePath(path).isWithin(new FilePath(other))).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({"a/b,a,x/y,x/y/b", "a,a,b,b", "a/b/c,a/b,'',c"})
  void moved_pathBelowAMovedDirectory_goesAlong(String path, String from, String to, String at) {
    assertThat(new FilePath(path).moved(new FilePath(from), new FilePath(to)).value())
        .isEqualTo(at);
  }

  @ParameterizedTest
  @CsvSource({".coffer,true", ".coffer/volume.json,true", ".coffers,false", "a/.coffer,false"})
  void isReserved_onlyAtTheRoot(String path, boolean reserved) {
    assertThat(new FilePath(path).isReserved()).isEqualTo(reserved);
  }

  @Test
  void fileKey_longerThanS3Takes_isRefused() throws FileException {
    FilePath path = FilePath.ROOT;
    for (int i = 0; i < 5; i++) {
      path = path.child("x".repeat(200));
    }
    assertThat(new KeySpace("p/").fileKey(path)).hasSize(2 + 5 * 201 - 1);
    FilePath tooLong = path.child("y".repeat(20));
    assertThatThrownBy(() -> new KeySpace("p/").fileKey(tooLong))
        .isInstanceOfSatisfying(
            FileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TOO_LONG));
  }
}
