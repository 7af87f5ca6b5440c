package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkCipherTest {
  private static final int SIZE = TestVolume.CHUNK_SIZE;

  private TestVolume volume;
  private ObjectCipher object;

  @BeforeEach
  void open() throws IOException {
    volume = new TestVolume();
    object = volume.keys().newObject();
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private ByteBuffer sealed(long index, byte[] plaintext, boolean last) {
    ByteBuffer sealed = ByteBuffer.allocate(plaintext.length + 28);
    object.sealer().seal(index, ByteBuffer.wrap(plaintext), last, sealed);
    return sealed.flip();
  }

  @Test
  void seal_twice_drawsTwoNonces() {
    byte[] chunk = new byte[SIZE];
    assertThat(sealed(0, chunk, true)).isNotEqualTo(sealed(0, chunk, true));
  }

  /** F-5, F-7. */
  @ParameterizedTest
  @CsvSource({
    "0, 63, false",
    "0, 0, false",
    "0, 65, false",
    "0, 65, true",
    "1, 0, true",
    "-1, 64, false",
    "4294967296, 64, false"
  })
  void seal_whatNoObjectHas_isRefused(long index, int length, boolean last) {
    ByteBuffer plaintext = ByteBuffer.allocate(length);
    ByteBuffer out = ByteBuffer.allocate(200);
    ChunkSealer sealer = object.sealer();
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(index, plaintext, last, out));
    assertThat(plaintext.position() + out.position()).isZero();
  }

  @Test
  void seal_withoutRoom_consumesNothing() {
    ByteBuffer plaintext = ByteBuffer.allocate(SIZE);
    ByteBuffer out = ByteBuffer.allocate(SIZE + 27);
    ChunkSealer sealer = object.sealer();
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(0, plaintext, true, out));
    assertThat(plaintext.position() + out.position()).isZero();
  }

  @Test
  void seal_theGreatestIndex_opensThere() throws IOException {
    byte[] chunk = TestVolume.bytes(SIZE);
    long index = (1L << 32) - 1;
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    object.opener().open(index, true, sealed(index, chunk, true), out);
    assertThat(out.array()).isEqualTo(chunk);
  }

  @Test
  void open_intoTheMiddleOfDirectBuffers_touchesOnlyItsRoom() throws IOException {
    byte[] chunk = TestVolume.bytes(SIZE);
    ByteBuffer sealed = ByteBuffer.allocateDirect(300).position(5);
    ByteBuffer plaintext = ByteBuffer.allocateDirect(300).put(7, chunk).position(7).limit(7 + SIZE);
    object.sealer().seal(3, plaintext, false, sealed);
    assertThat(plaintext.hasRemaining()).isFalse();
    assertThat(sealed.position()).isEqualTo(5 + SIZE + 28);

    sealed.limit(sealed.position()).position(5);
    ByteBuffer out = ByteBuffer.allocateDirect(300).position(11);
    object.opener().open(3, false, sealed, out);

    assertThat(sealed.hasRemaining()).isFalse();
    assertThat(out.position()).isEqualTo(11 + SIZE);
    byte[] opened = new byte[SIZE];
    out.get(11, opened);
    assertThat(opened).isEqualTo(chunk);
  }

  /** F-6: with what was in the buffer before and behind left alone, verified chunks maybe. */
  @Test
  void open_refused_leavesPositionsAndZeroesTheRoom() {
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer sealed = sealed(0, TestVolume.bytes(SIZE), true);
      sealed.put(20, (byte) ~sealed.get(20));
      ByteBuffer out = direct ? ByteBuffer.allocateDirect(SIZE + 6) : ByteBuffer.allocate(SIZE + 6);
      while (out.hasRemaining()) {
        out.put((byte) 0x77);
      }
      out.position(3);

      assertRefused(Reason.TAMPERED, () -> object.opener().open(0, true, sealed, out));

      assertThat(sealed.position()).isZero();
      assertThat(out.position()).isEqualTo(3);
      byte[] content = new byte[SIZE + 6];
      out.get(0, content);
      assertThat(Arrays.copyOfRange(content, 3, 3 + SIZE)).containsOnly(0);
      assertThat(Arrays.copyOf(content, 3)).containsOnly(0x77);
      assertThat(Arrays.copyOfRange(content, 3 + SIZE, SIZE + 6)).containsOnly(0x77);
    }
  }

  @Test
  void open_afterARefusal_stillOpens() throws IOException {
    byte[] chunk = TestVolume.bytes(SIZE);
    ByteBuffer sealed = sealed(0, chunk, true);
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    ChunkOpener opener = object.opener();
    assertRefused(Reason.TAMPERED, () -> opener.open(1, true, sealed, out));
    opener.open(0, true, sealed, out);
    assertThat(out.array()).isEqualTo(chunk);
  }

  @Test
  void open_theFinalChunkAsAnother_isRefused() {
    ByteBuffer out = ByteBuffer.allocate(SIZE);
    ByteBuffer last = sealed(0, new byte[SIZE], true);
    assertRefused(Reason.TAMPERED, () -> object.opener().open(0, false, last, out));
    ByteBuffer inner = sealed(0, new byte[SIZE], false);
    assertRefused(Reason.TAMPERED, () -> object.opener().open(0, true, inner, out))
        .withMessageContaining("last chunk 0");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "27", "93", "120"})
  void open_ofALengthNoChunkHas_isRefused(int length) {
    ByteBuffer sealed = ByteBuffer.allocate(length);
    ByteBuffer out = ByteBuffer.allocate(200);
    assertRefused(Reason.TAMPERED, () -> object.opener().open(0, true, sealed, out));
  }

  @Test
  void open_withoutRoom_consumesNothing() {
    ByteBuffer sealed = sealed(0, new byte[SIZE], true);
    ByteBuffer out = ByteBuffer.allocate(SIZE - 1);
    ChunkOpener opener = object.opener();
    assertThatIllegalArgumentException().isThrownBy(() -> opener.open(0, true, sealed, out));
    assertThat(sealed.position() + out.position()).isZero();
  }

  @Test
  void open_intoTheArrayOfTheCiphertext_isPossible() throws IOException {
    byte[] chunk = TestVolume.bytes(SIZE);
    ByteBuffer sealed = sealed(0, chunk, true);
    byte[] array = new byte[sealed.remaining()];
    sealed.get(array);
    object.opener().open(0, true, ByteBuffer.wrap(array), ByteBuffer.wrap(array));
    assertThat(Arrays.copyOf(array, SIZE)).isEqualTo(chunk);
  }

  @Test
  void closedKeys_openNoObjectAnyMore_butTheOpenOnesGoOn() throws IOException {
    volume.keys().close();
    assertThatIllegalStateException().isThrownBy(() -> volume.keys().newObject());
    ByteBuffer out = ByteBuffer.allocate(1);
    object.opener().open(0, true, sealed(0, new byte[] {42}, true), out);
    assertThat(out.get(0)).isEqualTo((byte) 42);
  }
}
