package io.cofferfs.crypto.s3ec;

import static io.cofferfs.crypto.s3ec.S3ecObjects.RANDOM;
import static io.cofferfs.crypto.s3ec.S3ecObjects.RSA;
import static io.cofferfs.crypto.s3ec.S3ecObjects.aes;
import static io.cofferfs.crypto.s3ec.S3ecObjects.open;
import static io.cofferfs.crypto.s3ec.S3ecObjects.pem;
import static io.cofferfs.crypto.s3ec.S3ecObjects.rsa;
import static io.cofferfs.crypto.s3ec.S3ecObjects.seal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.AesKey;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.crypto.s3ec.S3ecObjects.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects, keys and headers: what opens, and what is refused for which reason. */
final class S3ecKeysTest {
  private static final byte[] KEY = S3ecObjects.bytes(32);
  private static final byte[] CONTENT =
      "forty-two bytes of content, or so it seems".getBytes(UTF_8);

  @Test
  void open_withEachKindOfKey_givesTheContent() throws IOException {
    KeyDouble kms = new KeyDouble();
    byte[] pair = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
    for (S3ecKeys keys :
        List.of(aes(KEY), rsa(pair), S3ecKeys.ofKms(kms, "id", Accepted.COMMITTED, RANDOM))) {
      try (keys) {
        assertThat(open(keys, seal(keys, CONTENT))).isEqualTo(CONTENT);
        assertThat(open(keys, seal(keys, new byte[0]))).isEmpty();
      }
    }
  }

  @Test
  void open_withAFurtherKeyOfTheFile_givesTheContent() throws IOException {
    Stored stored = seal(aes(KEY), CONTENT);
    List<SecretBytes> keys = List.of(SecretBytes.random(RANDOM, 32), SecretBytes.copyOf(KEY));
    assertThat(open(S3ecKeys.ofAes(keys, Accepted.AUTHENTICATED, RANDOM), stored))
        .isEqualTo(CONTENT);
  }

  @Test
  void open_withAnotherKeyOrKindOfKey_isWrongKey() throws IOException {
    Stored stored = seal(aes(KEY), CONTENT);
    byte[] pair = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
    refused(Reason.WRONG_KEY, () -> open(aes(S3ecObjects.bytes(32)), stored));
    refused(Reason.WRONG_KEY, () -> open(rsa(pair), stored));
    byte[] other = pem("PRIVATE KEY", S3ecObjects.pair("RSA", 2048).getPrivate().getEncoded());
    Stored ours = seal(rsa(pair), CONTENT);
    refused(Reason.WRONG_KEY, () -> open(rsa(other), ours));
  }

  @Test
  void publicKey_seals_andOpensNothing() throws IOException {
    S3ecKeys writer = rsa(pem("PUBLIC KEY", RSA.getPublic().getEncoded()));
    Stored stored = seal(writer, CONTENT);
    refused(Reason.WRONG_KEY, () -> open(writer, stored));
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(RSA.getPrivate().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    assertThat(open(rsa(pem("RSA PRIVATE KEY", pkcs1)), stored)).isEqualTo(CONTENT);
  }

  @Test
  void identityFile_thatIsNone_isMalformed() {
    byte[] rsa = RSA.getPrivate().getEncoded();
    byte[] small = S3ecObjects.pair("RSA", 1024).getPrivate().getEncoded();
    byte[] curve = S3ecObjects.pair("EC", 256).getPrivate().getEncoded();
    for (byte[] file :
        List.of(
            new byte[0],
            pem("CERTIFICATE", rsa),
            pem("PRIVATE KEY", small),
            pem("PRIVATE KEY", curve),
            pem("PRIVATE KEY", Arrays.copyOf(rsa, 100)),
            pem("RSA PRIVATE KEY", rsa),
            pem("PUBLIC KEY", rsa))) {
      refused(Reason.MALFORMED, () -> rsa(file));
    }
  }

  @Test
  void identityFile_withoutPrimes_isMalformed() throws Exception {
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) RSA.getPrivate();
    byte[] bare =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new RSAPrivateKeySpec(key.getModulus(), key.getPrivateExponent()))
            .getEncoded();
    refused(Reason.MALFORMED, () -> rsa(pem("PRIVATE KEY", bare)));
  }

  @Test
  void open_afterAnyByteOfTheBodyChanged_isTampered() throws IOException {
    S3ecKeys keys = aes(KEY);
    Stored stored = seal(keys, CONTENT);
    for (int at = 0; at < stored.body().length; at++) {
      byte[] body = stored.body().clone();
      body[at] ^= 1;
      refused(Reason.TAMPERED, () -> open(keys, new Stored(stored.headers(), body)));
    }
    for (int length = S3ecKeys.OVERHEAD_BYTES; length < stored.body().length; length++) {
      byte[] body = Arrays.copyOf(stored.body(), length);
      refused(Reason.TAMPERED, () -> open(keys, new Stored(stored.headers(), body)));
    }
    refused(
        Reason.MALFORMED,
        () -> open(keys, new Stored(stored.headers(), Arrays.copyOf(stored.body(), 15))));
  }

  @Test
  void open_afterAHeaderChanged_isRefused() throws IOException {
    Stored stored = seal(aes(KEY), CONTENT);
    refused(Reason.WRONG_KEY, () -> open(aes(KEY), flipped(stored, Names.KEY_V3)));
    refused(Reason.TAMPERED, () -> open(aes(KEY), flipped(stored, Names.COMMITMENT)));
    refused(Reason.TAMPERED, () -> open(aes(KEY), flipped(stored, Names.MESSAGE_ID)));
    refused(Reason.UNSUPPORTED_VERSION, () -> open(aes(KEY), with(stored, "x-amz-c", "114")));
    refused(Reason.WRONG_KEY, () -> open(aes(KEY), with(stored, "x-amz-w", "22")));
    refused(Reason.UNSUPPORTED_VERSION, () -> open(aes(KEY), with(stored, "x-amz-w", "99")));
    refused(Reason.MALFORMED, () -> open(aes(KEY), with(stored, Names.LENGTH, "43")));
    refused(Reason.MALFORMED, () -> open(aes(KEY), with(stored, Names.LENGTH, "many")));
    assertThat(open(aes(KEY), with(stored, Names.LENGTH, "" + CONTENT.length))).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "====", "AAA=", "AAB="})
  void open_withAKeyOrIdOfAnotherLength_isMalformed(String value) throws IOException {
    Stored stored = seal(aes(KEY), CONTENT);
    for (String name : List.of(Names.KEY_V3, Names.COMMITMENT, Names.MESSAGE_ID)) {
      refused(Reason.MALFORMED, () -> open(aes(KEY), with(stored, name, value)));
    }
  }

  @Test
  void open_withoutOneOfTheHeaders_isMalformed() throws IOException {
    Stored stored = seal(aes(KEY), CONTENT);
    for (String name : stored.headers().keySet()) {
      Map<String, String> fewer = new HashMap<>(stored.headers());
      fewer.remove(name);
      refused(Reason.MALFORMED, () -> open(aes(KEY), new Stored(fewer, stored.body())));
    }
    refused(Reason.MALFORMED, () -> open(aes(KEY), with(stored, Names.KEY_V2, "AAAA")));
  }

  /** The data key was wrapped for version 3; headers of version 2 must not have it used there. */
  @Test
  void open_asAnOlderVersion_isRefusedWhateverTheKey() throws IOException {
    KeyDouble kms = new KeyDouble();
    byte[] pair = pem("PRIVATE KEY", RSA.getPrivate().getEncoded());
    S3ecKeys service = S3ecKeys.ofKms(kms, "id", Accepted.AUTHENTICATED, RANDOM);
    refused(Reason.WRONG_KEY, () -> open(aes(KEY), older(seal(aes(KEY), CONTENT), "AES/GCM")));
    refused(
        Reason.TAMPERED, () -> open(rsa(pair), older(seal(rsa(pair), CONTENT), "RSA-OAEP-SHA1")));
    refused(Reason.TAMPERED, () -> open(service, older(seal(service, CONTENT), "kms+context")));
    assertThat(kms.unwraps).isZero();
  }

  @Test
  void open_ofUnauthenticatedOrUnknownContent_isUnsupported() throws IOException {
    Stored stored = older(seal(aes(KEY), CONTENT), "AES/GCM");
    for (Stored object :
        List.of(
            with(stored, Names.CONTENT, "AES/CBC/PKCS5Padding"),
            with(stored, Names.CONTENT, "AES/CTR/NoPadding"),
            with(stored, Names.TAG_BITS, "96"),
            with(stored, Names.WRAP_METHOD, "AESWrap"),
            with(stored, Names.WRAP_METHOD, "kms"),
            with(stored, Names.WRAP_METHOD, "new"),
            new Stored(Map.of(Names.KEY_V1, "AAAA", Names.IV, "AAAA"), stored.body()),
            new Stored(
                Map.of(Names.KEY_V1, "AAAA", Names.CONTENT, "AES/GCM/NoPadding"), stored.body()))) {
      refused(Reason.UNSUPPORTED_VERSION, () -> open(aes(KEY), object));
    }
  }

  @Test
  void open_withoutCommitmentWhereItIsRequired_isUnsupported() throws IOException {
    Stored stored = older(seal(aes(KEY), CONTENT), "AES/GCM");
    S3ecKeys strict = S3ecKeys.ofAes(List.of(SecretBytes.copyOf(KEY)), Accepted.COMMITTED, RANDOM);
    refused(Reason.UNSUPPORTED_VERSION, () -> open(strict, stored));
  }

  @Test
  void dataKey_ofAnotherLength_isMalformed() throws IOException {
    KeyDouble kms = new KeyDouble();
    S3ecKeys service = S3ecKeys.ofKms(kms, "id", Accepted.AUTHENTICATED, RANDOM);
    Stored stored = seal(service, CONTENT);
    kms.keyBytes = 16;
    refused(Reason.MALFORMED, () -> open(service, stored));
    refused(Reason.MALFORMED, () -> seal(service, CONTENT));
  }

  @Test
  void contentLength_ofABodyThatNoContentHas_isMalformed() throws IOException {
    assertThat(S3ecKeys.contentLength(16)).isZero();
    refused(Reason.MALFORMED, () -> S3ecKeys.contentLength(15));
    refused(Reason.MALFORMED, () -> S3ecKeys.contentLength(S3ecKeys.MAX_CONTENT_BYTES + 17));
  }

  @Test
  void seal_afterTheLast_isRefused() throws IOException {
    S3ecSealer sealer = aes(KEY).newBody();
    ByteBuffer body = ByteBuffer.allocate(100);
    sealer.seal(ByteBuffer.wrap(CONTENT), /* last= */ true, body);
    assertThatThrownBy(() -> sealer.seal(ByteBuffer.wrap(CONTENT), /* last= */ true, body))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void dataKey_destroyed_isGone() {
    AesKey key = new AesKey(SecretBytes.copyOf(KEY));
    assertThat(key.getFormat()).isEqualTo("RAW");
    assertThat(key.isDestroyed()).isFalse();
    key.close();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(() -> new AesKey(SecretBytes.copyOf(new byte[16])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Stored older(Stored stored, String method) {
    Map<String, String> headers = new HashMap<>();
    headers.put(Names.KEY_V2, stored.headers().getOrDefault(Names.KEY_V3, ""));
    headers.put(Names.WRAP_METHOD, method);
    headers.put(Names.CONTENT, "AES/GCM/NoPadding");
    headers.put(Names.TAG_BITS, "128");
    headers.put(Names.IV, Base64.getEncoder().encodeToString(new byte[12]));
    headers.put(Names.DESCRIPTION, stored.headers().getOrDefault(Names.CONTEXT_V3, "{}"));
    return new Stored(headers, stored.body());
  }

  private static Stored flipped(Stored stored, String name) {
    byte[] value = Base64.getDecoder().decode(stored.headers().getOrDefault(name, ""));
    value[value.length / 2] ^= 4;
    return with(stored, name, Base64.getEncoder().encodeToString(value));
  }

  private static Stored with(Stored stored, String name, String value) {
    Map<String, String> headers = new HashMap<>(stored.headers());
    headers.put(name, value);
    return new Stored(headers, stored.body());
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CofferException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** A key service that keeps the keys it made. */
  private static final class KeyDouble implements DataKeyService {
    private final Map<String, byte[]> keys = new HashMap<>();
    private int keyBytes = 32;
    private int unwraps;

    @Override
    public GeneratedKey generate(String keyId, Map<String, String> context) {
      byte[] key = S3ecObjects.bytes(keyBytes);
      byte[] blob = S3ecObjects.bytes(40);
      keys.put(Base64.getEncoder().encodeToString(blob) + context, key);
      return new GeneratedKey(SecretBytes.copyOf(key), blob);
    }

    @Override
    public byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context) {
      throw new AssertionError("the format has no use for it");
    }

    @Override
    public SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context)
        throws IOException {
      unwraps++;
      byte[] key = keys.get(Base64.getEncoder().encodeToString(wrapped) + context);
      if (key == null) {
        throw new CofferException(Reason.WRONG_KEY, "not wrapped so");
      }
      return SecretBytes.copyOf(Arrays.copyOf(key, keyBytes));
    }
  }
}
