package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static io.cofferfs.crypto.SealedObjects.flip;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a hostile store can do to an object: never plaintext, always the right reason. */
final class ObjectTamperTest {
  private static final int HEADER = ChunkGeometry.HEADER_BYTES;
  private static final int SEALED_CHUNK =
      TestVolume.CHUNK_SIZE + ChunkGeometry.CHUNK_OVERHEAD_BYTES;
  private static final int LAST_LENGTH = 10;

  /** Two whole chunks and a short one. No byte is zero, so that leaked plaintext is seen. */
  private final byte[] plaintext = new byte[2 * TestVolume.CHUNK_SIZE + LAST_LENGTH];

  private TestVolume volume;
  private byte[] object;

  @BeforeEach
  void seal() throws IOException {
    Arrays.fill(plaintext, (byte) 0x5A);
    volume = new TestVolume();
    object = SealedObjects.seal(volume.keys(), plaintext);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  /** Opens until a chunk is refused, and looks for plaintext beyond those that opened. */
  private void assertObjectRefused(Reason reason, byte[] changed) {
    ByteBuffer out = ByteBuffer.allocate(changed.length + SEALED_CHUNK);
    assertRefused(reason, () -> SealedObjects.open(volume.keys(), changed, out));
    assertThat(out.position() % TestVolume.CHUNK_SIZE).isZero();
    byte[] rest = Arrays.copyOfRange(out.array(), out.position(), out.capacity());
    assertThat(rest).containsOnly(0);
  }

  private byte[] chunk(byte[] from, int index) {
    int start = HEADER + index * SEALED_CHUNK;
    return Arrays.copyOfRange(from, start, Math.min(start + SEALED_CHUNK, from.length));
  }

  private byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private byte[] header(byte[] from) {
    return Arrays.copyOf(from, HEADER);
  }

  @Test
  void object_untouched_opens() throws IOException {
    assertThat(SealedObjects.open(volume.keys(), object)).isEqualTo(plaintext);
  }

  /** F-1, F-2, F-3. */
  @Test
  void everyBitOfTheHeader_changed_isRefused() {
    for (int bit = 0; bit < 8 * HEADER; bit++) {
      assertObjectRefused(reasonForHeaderByte(bit / 8), flip(object, bit));
    }
  }

  private static Reason reasonForHeaderByte(int at) {
    if (at == 6 || at == 7) {
      return Reason.UNSUPPORTED_VERSION;
    }
    return at < 12 ? Reason.MALFORMED : Reason.WRONG_KEY;
  }

  /** F-6: nonce, ciphertext and tag of each chunk. */
  @Test
  void everyBitOfTheChunks_changed_isRefused() {
    for (int bit = 8 * HEADER; bit < 8 * object.length; bit++) {
      assertObjectRefused(Reason.TAMPERED, flip(object, bit));
    }
  }

  /** F-4, F-6: at every chunk edge and inside. */
  @Test
  void object_truncatedAnywhere_isRefused() {
    for (int length = 0; length < object.length; length++) {
      assertObjectRefused(reasonForLength(length), Arrays.copyOf(object, length));
    }
  }

  @Test
  void object_extendedByAnything_isRefused() {
    for (int length = object.length + 1; length < object.length + 2 * SEALED_CHUNK; length++) {
      assertObjectRefused(reasonForLength(length), Arrays.copyOf(object, length));
    }
  }

  private static Reason reasonForLength(int length) {
    if (length < HEADER + ChunkGeometry.CHUNK_OVERHEAD_BYTES) {
      return Reason.MALFORMED;
    }
    int rest = (length - HEADER) % SEALED_CHUNK;
    boolean emptyChunk = length == HEADER + ChunkGeometry.CHUNK_OVERHEAD_BYTES;
    boolean possible = emptyChunk || rest > 28 || rest == 0;
    return possible ? Reason.TAMPERED : Reason.MALFORMED;
  }

  /** F-1. */
  @Test
  void header_ofAnotherLength_isRefused() {
    assertRefused(
        Reason.MALFORMED, () -> volume.keys().openObject(Arrays.copyOf(object, HEADER - 1)));
    assertRefused(
        Reason.MALFORMED, () -> volume.keys().openObject(Arrays.copyOf(object, HEADER + 1)));
    assertRefused(Reason.MALFORMED, () -> volume.keys().openObject(new byte[0]));
  }

  @Test
  void chunks_swapped_areRefused() {
    byte[] swapped = join(header(object), chunk(object, 1), chunk(object, 0), chunk(object, 2));
    assertObjectRefused(Reason.TAMPERED, swapped);
  }

  @Test
  void chunk_duplicated_isRefused() {
    assertObjectRefused(
        Reason.TAMPERED,
        join(header(object), chunk(object, 0), chunk(object, 0), chunk(object, 2)));
    assertObjectRefused(
        Reason.TAMPERED,
        join(
            header(object),
            chunk(object, 0),
            chunk(object, 1),
            chunk(object, 1),
            chunk(object, 2)));
  }

  @Test
  void chunk_removed_isRefused() {
    assertObjectRefused(Reason.TAMPERED, join(header(object), chunk(object, 1), chunk(object, 2)));
    assertObjectRefused(Reason.TAMPERED, join(header(object), chunk(object, 0), chunk(object, 2)));
    assertObjectRefused(Reason.TAMPERED, join(header(object), chunk(object, 0), chunk(object, 1)));
    assertObjectRefused(Reason.TAMPERED, join(header(object), chunk(object, 2)));
  }

  @Test
  void chunk_ofAnotherObjectOrVersion_isRefused() {
    // The same plaintext written again is another object: complete rewrites take a new id (F-8).
    byte[] other = SealedObjects.seal(volume.keys(), plaintext);
    for (int i = 0; i < 3; i++) {
      byte[][] parts = {header(object), chunk(object, 0), chunk(object, 1), chunk(object, 2)};
      parts[i + 1] = chunk(other, i);
      assertObjectRefused(Reason.TAMPERED, join(parts));
    }
  }

  @Test
  void header_ofAnotherObject_isRefused() {
    byte[] other = SealedObjects.seal(volume.keys(), plaintext);
    byte[] body = Arrays.copyOfRange(object, HEADER, object.length);
    assertObjectRefused(Reason.TAMPERED, join(header(other), body));
  }

  /** F-13: the object that the metadata names, and no other. */
  @Test
  void body_ofAnotherObjectThanTheMetadataNames_isRefused() throws IOException {
    ObjectId named = volume.keys().newObject().objectId();
    ObjectCipher cipher = volume.keys().openObject(named, 1);
    ByteBuffer out = ByteBuffer.allocate(plaintext.length);
    assertRefused(
        Reason.TAMPERED, () -> SealedObjects.open(cipher, volume.keys().geometry(), object, out));
    assertThat(out.array()).containsOnly(0);
  }

  /** The rollback that the threat model admits: under one object id, places tell chunks apart. */
  @Test
  void chunk_ofAnEarlierSealingUnderTheSameId_opensAtItsPlace() throws IOException {
    ObjectCipher cipher = volume.keys().newObject();
    byte[] earlier = SealedObjects.seal(cipher, volume.keys().geometry(), plaintext);
    byte[] later = SealedObjects.seal(cipher, volume.keys().geometry(), new byte[plaintext.length]);
    byte[] mixed = join(header(later), chunk(later, 0), chunk(earlier, 1), chunk(later, 2));

    assertThat(SealedObjects.open(volume.keys(), mixed)).contains(0x5A);
    assertObjectRefused(
        Reason.TAMPERED, join(header(later), chunk(earlier, 1), chunk(later, 1), chunk(later, 2)));
  }

  /** F-3. */
  @Test
  void object_ofAnotherVolume_isAWrongKey() throws IOException {
    try (TestVolume other = new TestVolume()) {
      byte[] foreign = SealedObjects.seal(other.keys(), plaintext);
      assertObjectRefused(Reason.WRONG_KEY, foreign);
    }
  }

  @Test
  void object_ofAnotherVolume_openedByIdOnly_isTampered() throws IOException {
    try (TestVolume other = new TestVolume()) {
      ObjectId id = ObjectHeader.parse(header(object)).objectId();
      ObjectCipher wrong = other.keys().openObject(id, 1);
      ByteBuffer out = ByteBuffer.allocate(plaintext.length);
      assertRefused(
          Reason.TAMPERED, () -> SealedObjects.open(wrong, volume.keys().geometry(), object, out));
      assertThat(out.array()).containsOnly(0);
    }
  }

  @Test
  void openObject_byIdAndEpoch_opensWithoutTheHeader() throws IOException {
    ObjectHeader header = ObjectHeader.parse(header(object));
    ObjectCipher cipher = volume.keys().openObject(header.objectId(), header.epoch());
    ByteBuffer out = ByteBuffer.allocate(plaintext.length);
    SealedObjects.open(cipher, volume.keys().geometry(), object, out);
    assertThat(out.array()).isEqualTo(plaintext);
    assertThat(cipher.header()).isEqualTo(header(object));
  }

  @Test
  void openObject_ofAnUnknownEpoch_isAWrongKey() {
    ObjectId id = ObjectId.of(new byte[32]);
    assertRefused(Reason.WRONG_KEY, () -> volume.keys().openObject(id, -2))
        .withMessageContaining("4294967294");
  }

  /** F-1. */
  @Test
  void object_withAnotherChunkSizeThanItsVolume_isRefused() throws IOException {
    try (TestVolume other = new TestVolume(128)) {
      byte[] foreign = SealedObjects.seal(other.keys(), plaintext);
      assertObjectRefused(Reason.MALFORMED, foreign);
    }
  }
}
