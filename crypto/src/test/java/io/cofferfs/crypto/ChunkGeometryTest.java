package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cofferfs.crypto.CofferException.Reason;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkGeometryTest {
  private static final ChunkGeometry TINY = ChunkGeometry.ofChunkSize(64);

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 65536, 1 << 24})
  void ofChunkSize_powerOfTwo_isThatSize(int size) {
    ChunkGeometry geometry = ChunkGeometry.ofChunkSize(size);
    assertThat(geometry.chunkSize()).isEqualTo(size);
    assertThat(1 << geometry.log2()).isEqualTo(size);
    assertThat(geometry).hasToString("ChunkGeometry[" + size + "]");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -64, 0, 1, 32, 63, 65, 96, 1 << 25})
  void ofChunkSize_anythingElse_isRefused(int size) {
    assertThatIllegalArgumentException().isThrownBy(() -> ChunkGeometry.ofChunkSize(size));
  }

  /** The worked sizes of FORMAT.md. */
  @ParameterizedTest
  @CsvSource({"0, 92", "1, 93", "65535, 65627", "65536, 65628", "65537, 65657", "1048576, 1049088"})
  void ciphertextLength_workedExamples(long plaintext, long ciphertext) throws CofferException {
    ChunkGeometry geometry = ChunkGeometry.ofChunkSize(65536);
    assertThat(geometry.ciphertextLength(plaintext)).isEqualTo(ciphertext);
    assertThat(geometry.plaintextLength(ciphertext)).isEqualTo(plaintext);
  }

  /** F-4: exactly the lengths that a plaintext has are accepted, all others are refused. */
  @Test
  void plaintextLength_isTheInverseAndNothingElse() throws CofferException {
    Set<Long> possible = new HashSet<>();
    for (long plaintext = 0; plaintext <= 64 * 5; plaintext++) {
      possible.add(TINY.ciphertextLength(plaintext));
      assertThat(TINY.plaintextLength(TINY.ciphertextLength(plaintext))).isEqualTo(plaintext);
    }
    for (long ciphertext = -1; ciphertext <= TINY.ciphertextLength(64 * 5); ciphertext++) {
      if (!possible.contains(ciphertext)) {
        long impossible = ciphertext;
        assertRefused(Reason.MALFORMED, () -> TINY.plaintextLength(impossible));
      }
    }
  }

  @Test
  void plaintextLength_ofTheGreatestLongs_doesNotOverflow() throws CofferException {
    // The greatest object that ends with a whole chunk; 7 bytes more are no chunk.
    long ciphertext = Long.MAX_VALUE - 7;
    assertThat(TINY.ciphertextLength(TINY.plaintextLength(ciphertext))).isEqualTo(ciphertext);
    assertRefused(Reason.MALFORMED, () -> TINY.plaintextLength(Long.MAX_VALUE));
  }

  @Test
  void ciphertextLength_beyondLong_isRefused() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> TINY.ciphertextLength(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 1, 1", "64, 1, 64", "65, 2, 1", "128, 2, 64", "129, 3, 1"})
  void lastChunk_endsWhereTheObjectEnds(long plaintext, long chunks, int lastLength) {
    long last = chunks - 1;
    assertThat(TINY.chunkCount(plaintext)).isEqualTo(chunks);
    assertThat(TINY.plainChunkLength(last, plaintext)).isEqualTo(lastLength);
    assertThat(TINY.sealedChunkStart(last) + TINY.sealedChunkLength(last, plaintext))
        .isEqualTo(TINY.ciphertextLength(plaintext));
  }

  @Test
  void chunks_followEachOther() {
    assertThat(TINY.sealedChunkStart(0)).isEqualTo(ChunkGeometry.HEADER_BYTES);
    assertThat(TINY.sealedChunkStart(1)).isEqualTo(64 + 92);
    assertThat(TINY.plainChunkLength(0, 65)).isEqualTo(64);
    assertThat(TINY.chunkIndex(63)).isZero();
    assertThat(TINY.chunkIndex(64)).isEqualTo(1);
  }

  @Test
  void negativeOrMissing_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TINY.chunkCount(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> TINY.chunkIndex(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> TINY.sealedChunkStart(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> TINY.plainChunkLength(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> TINY.plainChunkLength(1, 64));
  }

  @Test
  void equals_comparesTheChunkSize() {
    assertThat(TINY)
        .isEqualTo(ChunkGeometry.ofChunkSize(64))
        .hasSameHashCodeAs(ChunkGeometry.ofChunkSize(64))
        .isNotEqualTo(ChunkGeometry.ofChunkSize(128));
    assertThat(TINY).isNotEqualTo("another class");
  }
}
