package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileMetadataTest {
  private static final Timestamp EPOCH = new Timestamp(0, 0);

  @ParameterizedTest
  @CsvSource({"-1, 0, 0", "0, -1, 0", "0, 4294967296, 0", "0, 0, -1", "0, 0, 4294967296"})
  void impossibleModeOrOwner_isRefused(int mode, long uid, long gid) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileMetadata(mode, uid, gid, EPOCH, EPOCH, 0, Xattrs.EMPTY));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1_000_000_000})
  void timestamp_withImpossibleNanos_isRefused(int nanos) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Timestamp(0, nanos));
  }

  @Test
  void timestamp_ofAnInstant_isThatInstant() {
    Instant before1970 = Instant.parse("1969-12-31T23:59:59.5Z");
    assertThat(Timestamp.of(before1970)).isEqualTo(new Timestamp(-1, 500_000_000));
    assertThat(Timestamp.of(before1970).toInstant()).isEqualTo(before1970);
  }

  @Test
  void timestamps_areOrderedInTime() {
    assertThat(new Timestamp(1, 1))
        .isGreaterThan(new Timestamp(0, 2))
        .isGreaterThan(new Timestamp(1, 0))
        .isLessThan(new Timestamp(2, 0));
  }
}
