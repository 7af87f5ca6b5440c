package io.cofferfs.crypto.s3ec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What streams by must be what the JDK's own GCM makes of the whole message. */
final class GcmStreamTest {
  private static final byte[] KEY = bytes(1, 32);
  private static final byte[] NONCE = bytes(2, GcmStream.NONCE_BYTES);

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 15, 16, 17, 4096, 65_519, 65_520, 65_535, 65_536, 65_537, 131_072, 1_000_003})
  void encrypt_messageOfAnyLengthInOddPieces_isWhatGcmMakesOfIt(int length) throws Exception {
    byte[] text = bytes(3, length);
    for (byte[] associated : new byte[][] {{}, {0, 0x73}, bytes(4, 16)}) {
      assertThat(encrypted(text, associated)).isEqualTo(expected(text, associated));
    }
  }

  @Test
  void decrypt_messageInOddPieces_givesTheTextAndItsTag() throws Exception {
    byte[] text = bytes(5, 300_001);
    byte[] sealed = expected(text, new byte[] {0, 0x73});
    GcmStream stream = stream(new byte[] {0, 0x73});
    inPieces(sealed, text.length, stream::decrypt);
    assertThat(sealed).startsWith(text);
    assertThat(sealed).endsWith(stream.tag());
  }

  @Test
  void encrypt_moreThanGcmAllows_isRefused() {
    GcmStream stream = stream(new byte[0]);
    byte[] some = new byte[0];
    stream.encrypt(some, 0, 0);
    assertThatThrownBy(() -> stream.requireRoom(GcmStream.MAX_TEXT_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void times_one_changesNothing() {
    Gf128 element = Gf128.of(bytes(6, 16));
    assertThat(element.times(Gf128.ONE)).isEqualTo(element);
    assertThat(element.power(0)).isEqualTo(Gf128.ONE);
    assertThat(element.power(5))
        .isEqualTo(element.times(element).times(element).times(element).times(element));
  }

  @Test
  void toString_ofAnElement_tellsNothingOfIt() {
    assertThat(Gf128.of(bytes(7, 16))).hasToString("Gf128");
  }

  private static byte[] encrypted(byte[] text, byte[] associated) {
    byte[] sealed = Arrays.copyOf(text, text.length + GcmStream.TAG_BYTES);
    try (GcmStream stream = stream(associated)) {
      inPieces(sealed, text.length, stream::encrypt);
      System.arraycopy(stream.tag(), 0, sealed, text.length, GcmStream.TAG_BYTES);
    }
    return sealed;
  }

  private static void inPieces(byte[] bytes, int length, Step step) {
    SplittableRandom random = new SplittableRandom(length);
    for (int at = 0; at < length; ) {
      int count = Math.min(length - at, random.nextInt(1, 100_000));
      step.apply(bytes, at, count);
      at += count;
    }
  }

  private interface Step {
    void apply(byte[] bytes, int offset, int length);
  }

  private static GcmStream stream(byte[] associated) {
    return new GcmStream(SecretBytes.copyOf(KEY), NONCE, associated);
  }

  private static byte[] expected(byte[] text, byte[] associated) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, NONCE));
    cipher.updateAAD(associated);
    return cipher.doFinal(text);
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
