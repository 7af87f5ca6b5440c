package io.cofferfs.fs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlainCodecTest {
  private static final DefaultAttributes DEFAULTS = new DefaultAttributes(7, 8, 0644, 0755);

  private final PlainCodec codec = new PlainCodec(64, DEFAULTS);

  @Test
  void attributes_sealedAndOpened_areTheSame() {
    FileMetadata attributes =
        new FileMetadata(
            0100640,
            1000,
            1001,
            new Timestamp(1_700_000_000L, 5),
            new Timestamp(-3, 9),
            0,
            Xattrs.EMPTY);

    Map<String, String> headers = codec.sealAttributes("a", attributes, new BodyIdentity.Plain());

    assertThat(headers)
        .containsEntry("mode", "33184")
        .containsEntry("mtime", "1700000000.000000005");
    assertThat(codec.openAttributes("a", headers).attributes()).contains(attributes);
  }

  @Test
  void openAttributes_headersOfS3fs_areUnderstood() {
    Map<String, String> headers =
        Map.of("mode", "33188", "uid", "501", "gid", "20", "mtime", "1600000000");

    assertThat(codec.openAttributes("a", headers).attributes())
        .hasValueSatisfying(
            a -> {
              assertThat(a.mode()).isEqualTo(0100644);
              assertThat(a.uid()).isEqualTo(501);
              assertThat(a.mtime()).isEqualTo(new Timestamp(1_600_000_000L, 0));
            });
  }

  @ParameterizedTest
  @CsvSource({"a,33188", "a/,16877"})
  void openAttributes_mtimeOfRcloneAlone_takesTheDefaultsForTheRest(String path, int mode) {
    Map<String, String> headers = Map.of("mtime", "1600000000.5");

    assertThat(codec.openAttributes(path, headers).attributes())
        .contains(
            new FileMetadata(
                mode,
                7,
                8,
                new Timestamp(1_600_000_000L, 500_000_000),
                new Timestamp(1_600_000_000L, 500_000_000),
                0,
                Xattrs.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({"mtime,yesterday", "mtime,''", "mode,33188", "other,1"})
  void openAttributes_withoutAModificationTime_areEmpty(String name, String value) {
    assertThat(codec.openAttributes("a", Map.of(name, value)).attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,1,0", "1,1,1", "63,1,63", "64,1,64", "65,2,1", "128,2,64"})
  void geometry_ofLength_cutsIntoChunks(long length, long chunks, int lastChunk) {
    assertThat(codec.chunkCount(length)).isEqualTo(chunks);
    assertThat(codec.chunkLength(chunks - 1, length)).isEqualTo(lastChunk);
  }
}
