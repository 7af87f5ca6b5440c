package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

/** The primitives against the numbers in their specifications. */
final class KnownAnswerTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] repeat(int value, int times) {
    byte[] bytes = new byte[times];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void hkdf_rfc5869Case1() {
    byte[] output =
        Hkdf.derive(
            SecretBytes.take(repeat(0x0b, 22)),
            hex("000102030405060708090a0b0c"),
            hex("f0f1f2f3f4f5f6f7f8f9"),
            42);
    assertThat(output)
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                    + "34007208d5b887185865"));
  }

  @Test
  void hkdf_rfc5869Case3_withoutSaltAndInfo() {
    byte[] output = Hkdf.derive(SecretBytes.take(repeat(0x0b, 22)), new byte[0], new byte[0], 42);
    assertThat(output)
        .isEqualTo(
            hex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                    + "9d201395faa4b61a96c8"));
  }

  /** RFC 5869 case 2: more than one block, and the last one in part. */
  @Test
  void hkdf_rfc5869Case2() {
    byte[] output = Hkdf.derive(SecretBytes.take(run(0x00, 80)), run(0x60, 80), run(0xb0, 80), 82);
    assertThat(output)
        .isEqualTo(
            hex(
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                    + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                    + "cc30c58179ec3e87c14c01d5c1f3434f1d87"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hkdf.derive(SecretBytes.take(run(0, 32)), run(0, 1), 255 * 32 + 1));
  }

  private static byte[] run(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  @Test
  void hmac_rfc4231Case2() {
    SecretBytes key = SecretBytes.take("Jefe".getBytes(StandardCharsets.US_ASCII));
    byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
    assertThat(Hmac.sha256(key, message))
        .isEqualTo(hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  }

  /** RFC 5649 section 6; its key has 192 bits, so the cipher is asked and not our use of it. */
  @Test
  void keyWrap_rfc5649Examples() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
    byte[] key = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    assertThat(cipher.doFinal(hex("c37b7e6492584340bed12207808941155068f738")))
        .isEqualTo(hex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"));
    assertThat(cipher.doFinal(hex("466f7250617369")))
        .isEqualTo(hex("afbeb0f07dfbf5419200f2ccb50bb24f"));
  }

  /** What OpenSSL 3 makes of the same keys ({@code id-aes256-wrap-pad}). */
  @Test
  void keyWrap_of256BitKeys_isWhatOpenSslMakes() {
    SecretBytes wrappingKey = SecretBytes.take(run(0, 32));
    SecretBytes secret = SecretBytes.take(run(32, 32));
    byte[] wrapped = KeyWrap.wrap(wrappingKey, secret);
    assertThat(HexFormat.of().formatHex(wrapped))
        .isEqualTo(
            "92f48c52045c08050ec796a5a91c5ddaf7c61cbdc940adc8d3dc8a144f6161a8c5d3299e325f1750");
    assertThat(KeyWrap.unwrap(wrappingKey, wrapped)).contains(secret);
    assertThat(KeyWrap.unwrap(secret, wrapped)).isEmpty();
  }

  @Test
  void keyWrap_ofAShorterKey_isNotUnwrapped() {
    SecretBytes wrappingKey = SecretBytes.take(run(0, 32));
    byte[] wrapped = KeyWrap.wrap(wrappingKey, SecretBytes.take(new byte[30]));
    assertThat(wrapped).hasSize(KeyWrap.WRAPPED_KEY_BYTES);
    assertThat(KeyWrap.unwrap(wrappingKey, wrapped)).isEmpty();
  }

  /** RFC 9106 section 5.3; secret and associated data are not used by the format. */
  @Test
  void argon2id_rfc9106Example() {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(repeat(2, 16))
            .withSecret(repeat(3, 8))
            .withAdditional(repeat(4, 12))
            .build());
    byte[] tag = new byte[32];
    generator.generateBytes(repeat(1, 32), tag);
    assertThat(tag)
        .isEqualTo(hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
  }

  /** From the test vectors of the reference implementation (phc-winner-argon2). */
  @Test
  void argon2id_referenceImplementation() {
    SecretBytes passphrase = SecretBytes.take("password".getBytes(StandardCharsets.US_ASCII));
    byte[] salt = "somesalt".getBytes(StandardCharsets.US_ASCII);
    SecretBytes key = new Argon2id(64 * 1024, 2, 1).key(passphrase, salt);
    assertThat(key)
        .isEqualTo(
            SecretBytes.take(
                hex("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")));
  }
}
