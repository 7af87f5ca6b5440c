package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities: key pairs that open the slots others made for them. */
final class IdentityTest {
  private static final String VOLUME = "d6ce5c9b-4ee1-4f5a-9f96-a527497feca4";
  private static final SecretBytes ROOT_KEY = SecretBytes.random(TestVolume.RANDOM, 32);
  private static final KeyPair RSA = rsa(3072, 65537);

  private static KeyPair rsa(int bits, int exponent) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(
          new RSAKeyGenParameterSpec(bits, java.math.BigInteger.valueOf(exponent)));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static PrivateIdentity rsaIdentity() throws CofferException {
    return PrivateIdentity.parse(Pem.encode("PRIVATE KEY", RSA.getPrivate().getEncoded()));
  }

  private static void assertOpensWhatItsPublicHalfWraps(PrivateIdentity identity)
      throws CofferException {
    PublicIdentity half = PublicIdentity.parse(ascii(identity.publicIdentity().toPem()));
    byte[] wrapped = half.wrap(ROOT_KEY, VOLUME, TestVolume.RANDOM);

    assertThat(half).isEqualTo(identity.publicIdentity()).hasSameHashCodeAs(half);
    assertThat(identity.unwrap(wrapped, VOLUME)).contains(ROOT_KEY);
    assertThat(identity.unwrap(wrapped, "another-volume")).isEmpty();
    for (int at = 0; at < wrapped.length; at += 7) {
      byte[] changed = wrapped.clone();
      changed[at] ^= 1;
      assertThat(identity.unwrap(changed, VOLUME)).as("byte %d", at).isEmpty();
    }
    for (int length : new int[] {0, 1, 31, 32, 33, wrapped.length - 1}) {
      assertThat(identity.unwrap(Arrays.copyOf(wrapped, length), VOLUME)).isEmpty();
    }
  }

  /** F-27. */
  @Test
  void x25519_opensWhatItsPublicHalfWraps() throws CofferException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM)) {
      assertThat(identity.publicIdentity().algorithm()).isEqualTo("x25519");
      assertOpensWhatItsPublicHalfWraps(identity);
    }
  }

  /** F-28. */
  @Test
  void rsa_opensWhatItsPublicHalfWraps() throws CofferException {
    try (PrivateIdentity identity = rsaIdentity()) {
      assertThat(identity.publicIdentity().algorithm()).isEqualTo("rsa-oaep-sha256");
      assertOpensWhatItsPublicHalfWraps(identity);
    }
  }

  @Test
  void anotherIdentity_opensNothing() throws CofferException {
    try (PrivateIdentity mine = PrivateIdentity.generate(TestVolume.RANDOM);
        PrivateIdentity other = PrivateIdentity.generate(TestVolume.RANDOM)) {
      byte[] wrapped = mine.publicIdentity().wrap(ROOT_KEY, VOLUME, TestVolume.RANDOM);
      assertThat(other.unwrap(wrapped, VOLUME)).isEmpty();
      assertThat(mine.publicIdentity()).isNotEqualTo(other.publicIdentity());
    }
  }

  @Test
  void wrap_ofAShorterSecret_isNotUnwrapped() throws CofferException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        SecretBytes shorter = SecretBytes.random(TestVolume.RANDOM, 31)) {
      byte[] wrapped = identity.publicIdentity().wrap(shorter, VOLUME, TestVolume.RANDOM);
      assertThat(identity.unwrap(wrapped, VOLUME)).isEmpty();
    }
  }

  /** F-37. */
  @Test
  void pem_writtenAndRead_isTheSameIdentity() throws CofferException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        SecretBytes pem = identity.toPem();
        PrivateIdentity read =
            PrivateIdentity.parse(
                pem.expose(
                    text -> ascii("made today\n" + new String(text, StandardCharsets.US_ASCII))))) {
      assertThat(read.publicIdentity()).isEqualTo(identity.publicIdentity());
      assertThat(read.toPem()).isEqualTo(pem);
      assertThat(read).hasToString("PrivateIdentity[x25519 " + read.publicIdentity().keyId() + "]");
    }
  }

  @Test
  void openSsh_rsa_isTheSameKeyAsItsPem() throws CofferException, IOException {
    try (PrivateIdentity identity = rsaIdentity()) {
      PublicIdentity read = PublicIdentity.parse(ascii(openSsh(RSA) + " me@example\n"));
      assertThat(read).isEqualTo(identity.publicIdentity());
    }
  }

  private static String openSsh(KeyPair pair) throws IOException {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (byte[] field :
        new byte[][] {
          ascii("ssh-rsa"), key.getPublicExponent().toByteArray(), key.getModulus().toByteArray()
        }) {
      out.writeInt(field.length);
      out.write(field);
    }
    return "ssh-rsa " + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** F-29. */
  @Test
  void rsa_thatIsTooWeak_isRefused() throws IOException {
    for (KeyPair weak : new KeyPair[] {rsa(2048, 65537), rsa(3072, 3)}) {
      byte[] pem = Pem.encode("PUBLIC KEY", weak.getPublic().getEncoded());
      byte[] secret = Pem.encode("PRIVATE KEY", weak.getPrivate().getEncoded());
      String ssh = openSsh(weak);
      assertRefused(Reason.UNSUPPORTED_VERSION, () -> PublicIdentity.parse(pem));
      assertRefused(Reason.UNSUPPORTED_VERSION, () -> PublicIdentity.parse(ascii(ssh)));
      assertRefused(Reason.UNSUPPORTED_VERSION, () -> PrivateIdentity.parse(secret));
    }
  }

  /** F-37. */
  @Test
  void keysThatSign_areRefusedWithAdvice() throws GeneralSecurityException {
    byte[] signing =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    byte[] signer =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    for (String ssh :
        new String[] {"ssh-ed25519 AAAA me", "ecdsa-sha2-nistp256 AAAA", "ssh-dss A"}) {
      assertRefused(Reason.UNSUPPORTED_VERSION, () -> PublicIdentity.parse(ascii(ssh)))
          .withMessageContaining("openssl genpkey -algorithm X25519");
    }
    assertRefused(
        Reason.UNSUPPORTED_VERSION, () -> PublicIdentity.parse(Pem.encode("PUBLIC KEY", signing)));
    assertRefused(
        Reason.UNSUPPORTED_VERSION, () -> PrivateIdentity.parse(Pem.encode("PRIVATE KEY", signer)));
  }

  @Test
  void theOtherHalf_isRefused() throws CofferException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        SecretBytes pem = identity.toPem()) {
      byte[] secret = pem.expose(byte[]::clone);
      byte[] half = ascii(identity.publicIdentity().toPem());
      assertRefused(Reason.MALFORMED, () -> PublicIdentity.parse(secret))
          .withMessageContaining("private key");
      assertRefused(Reason.MALFORMED, () -> PrivateIdentity.parse(half))
          .withMessageContaining("public key");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n",
        "-----BEGIN PUBLIC KEY-----\nA?==\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\nmore",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN public key-----\nAAAA\n-----END public key-----\n",
        "ssh-rsa",
        "ssh-rsa ?",
        "ssh-rsa AAAA",
        "ssh-rsa AAAAB3NzaC1yc2EAAAABAw==",
        "ssh-rsa /////w=="
      })
  void parse_whatIsNoKey_isMalformed(String text) {
    assertRefused(Reason.MALFORMED, () -> PublicIdentity.parse(ascii(text)));
  }

  @Test
  void parse_pemOfAnotherKind_saysWhatToDo() {
    byte[] certificate = Pem.encode("CERTIFICATE", new byte[3]);
    assertRefused(Reason.UNSUPPORTED_VERSION, () -> PublicIdentity.parse(certificate));
    for (String label : new String[] {"RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"}) {
      assertRefused(
              Reason.UNSUPPORTED_VERSION,
              () -> PrivateIdentity.parse(Pem.encode(label, new byte[3])))
          .withMessageContaining("PKCS#8");
    }
    assertRefused(Reason.MALFORMED, () -> PublicIdentity.parse(new byte[16 * 1024 + 1]));
  }

  /** F-27: the result would be the same for everybody. */
  @Test
  void x25519_ofSmallOrder_wrapsNothing() throws CofferException {
    byte[] spki = Arrays.copyOf(HexFormat.of().parseHex("302a300506032b656e032100"), 44);
    PublicIdentity zero = PublicIdentity.ofSpki(spki);
    assertRefused(Reason.MALFORMED, () -> zero.wrap(ROOT_KEY, VOLUME, TestVolume.RANDOM));

    byte[] highBit = spki.clone();
    highBit[43] = (byte) 0x80;
    assertRefused(Reason.MALFORMED, () -> PublicIdentity.ofSpki(highBit));
    assertRefused(Reason.MALFORMED, () -> PublicIdentity.ofSpki(Arrays.copyOf(spki, 43)));
  }
}
