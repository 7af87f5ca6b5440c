package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "7b, 7",
    "64K, 65536",
    "64KiB, 65536",
    "64kb, 64000",
    "1.5G, -1",
    "512MiB, 536870912",
    "2g, 2147483648",
    "1T, 1099511627776",
    "3 MiB, 3145728"
  })
  void byteSize_asPeopleWriteIt_isBytes(String text, long bytes) {
    if (bytes < 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    } else {
      assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "12X", "5iB", "99999999999999999999", "9999999999T"})
  void byteSize_ofAnotherForm_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @Test
  void byteSize_forPeople_usesTheLargestWholeUnit() {
    assertThat(new ByteSize(64 << 10)).hasToString("64 KiB");
    assertThat(new ByteSize(1536)).hasToString("1536 bytes");
    assertThat(new ByteSize(0)).hasToString("0 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500ms",
    "1500ms, 1500ms",
    "4, 4s",
    "60s, 1m",
    "90s, 90s",
    "24h, 1d",
    "0s, 0ms"
  })
  void timeSpan_asText_isAsPeopleWriteIt(String text, String shown) {
    assertThat(TimeSpan.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "500ms, 500", "1s, 1000", "5, 5000", "2m, 120000", "1h, 3600000"})
  void timeSpan_asPeopleWriteIt_isADuration(String text, long millis) {
    assertThat(TimeSpan.parse(text).duration()).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1.5s"})
  void timeSpan_ofAnotherForm_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TimeSpan.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "s3://bucket, bucket, '', ''",
    "s3://bucket/, bucket, '', ''",
    "s3://my.bucket-1/a/b, my.bucket-1, a/b, a/b/",
    "s3://bucket/a//, bucket, a//, a/"
  })
  void location_ofAnyDepth_hasBucketPathAndPrefix(
      String text, String bucket, String path, String prefix) {
    S3Location location = S3Location.parse(text);
    assertThat(location).isEqualTo(new S3Location(bucket, path));
    assertThat(location.prefix()).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bucket", "/mnt", "s3:/bucket", "s3://", "s3:///key", "S3://b b"})
  void location_ofAnotherForm_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> S3Location.parse(text));
  }

  @Test
  void sse_ofEachKind_isParsed() {
    assertThat(SseChoice.parse("none")).isEqualTo(SseChoice.NONE);
    assertThat(SseChoice.parse("s3").kind()).isEqualTo(SseChoice.Kind.S3);
    assertThat(SseChoice.parse("c").kind()).isEqualTo(SseChoice.Kind.C);
    assertThat(SseChoice.parse("kms:arn:aws:kms:eu:1:key/2"))
        .isEqualTo(new SseChoice(SseChoice.Kind.KMS, Optional.of("arn:aws:kms:eu:1:key/2")));
    assertThat(SseChoice.parse("kms-dsse:1"))
        .isEqualTo(new SseChoice(SseChoice.Kind.KMS_DSSE, Optional.of("1")));
    assertThatIllegalArgumentException().isThrownBy(() -> SseChoice.parse("kms:"));
    assertThatIllegalArgumentException().isThrownBy(() -> SseChoice.parse("s3:1"));
    assertThatIllegalArgumentException().isThrownBy(() -> SseChoice.parse("kms-dss"));
  }

  @Test
  void shellWord_withSpacesAndQuotes_isQuoted() {
    assertThat(ShellWord.quote("/a/b.c")).isEqualTo("/a/b.c");
    assertThat(ShellWord.quote("it's me")).isEqualTo("'it'\\''s me'");
  }
}
