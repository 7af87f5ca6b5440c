package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static io.cofferfs.crypto.SealedObjects.flip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetadataCipherTest {
  private static final String PATH = "päth/to a file.txt";
  private static final FileMetadata FILE =
      new FileMetadata(
          0100640,
          1000,
          0xFFFF_FFFFL,
          new Timestamp(-2, 999_999_999),
          new Timestamp(1_700_000_000, 1),
          0x8000_0000_0000_0001L,
          Xattrs.of(Map.of("user.ä", new byte[] {1, 2, 3}, "user.empty", new byte[0])));

  private TestVolume volume;
  private MetadataCipher metadata;
  private ObjectCipher object;
  private String sealed;

  @BeforeEach
  void seal() throws IOException {
    volume = new TestVolume();
    metadata = volume.keys().metadata();
    object = volume.keys().newObject();
    sealed = metadata.seal(object, FILE, PATH);
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void open_underItsPath_givesAllBack() throws IOException {
    assertThat(metadata.open(sealed, PATH))
        .isEqualTo(new ObjectMetadata(object.objectId(), object.epoch(), FILE));
  }

  @Test
  void seal_again_keepsBodyIdAndEpoch() throws IOException {
    String moved = metadata.seal(object.objectId(), 7, FILE, "elsewhere");
    assertThat(metadata.open(moved, "elsewhere"))
        .isEqualTo(new ObjectMetadata(object.objectId(), 7, FILE));
  }

  /** F-10. */
  @Test
  void open_underAnotherPath_isNotBound() {
    for (String path : new String[] {"", "päth/to a file.tx", PATH + "/", "other"}) {
      assertRefused(Reason.NOT_BOUND, () -> metadata.open(sealed, path));
    }
  }

  /** F-9, F-10, F-11. */
  @Test
  void everyBit_changed_isRefused() {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      String changed = base64(flip(bytes, bit));
      assertRefused(reasonForByte(bit / 8), () -> metadata.open(changed, PATH));
    }
  }

  private static Reason reasonForByte(int at) {
    if (at == 0) {
      return Reason.UNSUPPORTED_VERSION;
    }
    return at < 5 ? Reason.WRONG_KEY : Reason.NOT_BOUND;
  }

  @Test
  void header_truncatedAnywhere_isRefused() {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    for (int length = 0; length < bytes.length; length++) {
      String truncated = base64(Arrays.copyOf(bytes, length));
      Reason reason = length < 33 ? Reason.MALFORMED : Reason.NOT_BOUND;
      assertRefused(reason, () -> metadata.open(truncated, PATH));
    }
  }

  /** F-9: one header, one spelling. */
  @Test
  void header_inAnotherSpelling_isRefused() {
    String padded = metadata.seal(object, paddedFile(), PATH);
    assertThat(padded).endsWith("=");
    String unpadded = padded.replace("=", "");
    assertRefused(Reason.MALFORMED, () -> metadata.open(unpadded, PATH));
    assertRefused(Reason.MALFORMED, () -> metadata.open(sealed + "\n", PATH));
    assertRefused(Reason.MALFORMED, () -> metadata.open(sealed + "AAAA=", PATH));
    assertRefused(Reason.MALFORMED, () -> metadata.open("", PATH));
    assertRefused(Reason.MALFORMED, () -> metadata.open("?" + sealed.substring(1), PATH));
  }

  private static FileMetadata paddedFile() {
    // 33 + 82 + 3 + 5 + 1 bytes are one more than a multiple of three.
    return withXattrs(Xattrs.of(Map.of("user.", new byte[] {1})));
  }

  private static FileMetadata withXattrs(Xattrs xattrs) {
    return new FileMetadata(0, 0, 0, new Timestamp(0, 0), new Timestamp(0, 0), 0, xattrs);
  }

  @Test
  void open_byAnotherVolume_isNotBound() throws IOException {
    try (TestVolume other = new TestVolume()) {
      assertRefused(Reason.NOT_BOUND, () -> other.keys().metadata().open(sealed, PATH));
    }
  }

  /** F-9. */
  @Test
  void seal_theMostThatXattrsMayHold_staysWithinTheLimit() throws IOException {
    int value =
        Xattrs.MAX_ENCODED_LENGTH - Xattrs.of(Map.of("user.a", new byte[0])).encodedLength();
    FileMetadata file = withXattrs(Xattrs.of(Map.of("user.a", TestVolume.bytes(value))));
    String largest = metadata.seal(object, file, PATH);
    assertThat(largest.length()).isLessThanOrEqualTo(MetadataCipher.MAX_SEALED_LENGTH);
    assertThat(metadata.open(largest, PATH).file()).isEqualTo(file);
  }

  @Test
  void seal_aPathWithoutUtf8Form_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> metadata.seal(object, FILE, "a\uD800"));
  }

  /** F-12: only a writer that has the keys can make these. */
  @Test
  void decode_impossibleValues_isRefused() {
    byte[] good = MetadataCodec.encode(new ObjectMetadata(object.objectId(), 1, FILE));
    assertDecodeRefused(Arrays.copyOf(good, good.length + 1));
    for (int length = 0; length < good.length; length++) {
      assertDecodeRefused(Arrays.copyOf(good, length));
    }
    assertDecodeRefused(ByteBuffer.wrap(good.clone()).putInt(36, -1).array());
    assertDecodeRefused(ByteBuffer.wrap(good.clone()).putInt(56, 1_000_000_000).array());
  }

  /** F-12. */
  @Test
  void decode_xattrsOutOfOrderOrTwice_isRefused() {
    byte[] bytes =
        MetadataCodec.encode(
            new ObjectMetadata(
                object.objectId(),
                1,
                withXattrs(Xattrs.of(Map.of("a", new byte[0], "b", new byte[0])))));
    int secondName = bytes.length - 3;
    assertThat(bytes[secondName]).isEqualTo((byte) 'b');
    for (char name : new char[] {'a', 'A'}) {
      bytes[secondName] = (byte) name;
      assertDecodeRefused(bytes);
    }
  }

  private static void assertDecodeRefused(byte[] bytes) {
    assertRefused(Reason.MALFORMED, () -> MetadataCodec.decode(ByteBuffer.wrap(bytes)));
  }

  @Test
  void seal_onceTheKeysAreClosed_isRefused() {
    volume.keys().close();
    assertThatIllegalStateException().isThrownBy(() -> metadata.seal(object, FILE, PATH));
  }
}
