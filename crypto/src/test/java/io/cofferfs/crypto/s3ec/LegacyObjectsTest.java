package io.cofferfs.crypto.s3ec;

import static io.cofferfs.crypto.s3ec.S3ecObjects.RSA;
import static io.cofferfs.crypto.s3ec.S3ecObjects.pem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.crypto.s3ec.S3ecObjects.Stored;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of 2020 and before wrote: read if that is asked for, with what that costs. */
final class LegacyObjectsTest {
  private static Stream<LegacyObject> objects() {
    return LegacyObject.all().stream();
  }

  @ParameterizedTest
  @MethodSource("objects")
  void open_ofEachObject_givesItsContent(LegacyObject object) throws IOException {
    assertThat(open(Accepted.LEGACY, object, object.body())).isEqualTo(object.content());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void open_whereItWasNotAskedFor_namesTheSwitch(LegacyObject object) {
    refused(
        Reason.UNSUPPORTED_VERSION,
        "--s3ec-legacy",
        () -> open(Accepted.AUTHENTICATED, object, object.body()));
    refused(
        Reason.UNSUPPORTED_VERSION,
        "commitment",
        () -> open(Accepted.COMMITTED, object, object.body()));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void contentLength_ofTheEndAlone_isThatOfTheContent(LegacyObject object) throws IOException {
    Map<String, String> headers = new HashMap<>(object.headers());
    byte[] body = object.body();
    int length = object.content().length;
    assertThat(S3ecKeys.contentLength(EnvelopeHeaders.withLength(headers, length), body.length))
        .hasValue(length);
    headers.remove(Names.LENGTH);
    if (object.name().contains("-cbc-")) {
      assertThat(S3ecKeys.contentLength(headers, body.length)).isEmpty();
      byte[] end = Arrays.copyOfRange(body, Math.max(0, body.length - 32), body.length);
      try (S3ecKeys keys = LegacyObject.keys(object.kind(), Accepted.LEGACY)) {
        assertThat(keys.accepts(headers)).isTrue();
        assertThat(keys.contentLength(headers, body.length, end)).isEqualTo(length);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 24, 40})
  void contentLength_ofABodyThatCbcDoesNotMake_isMalformed(int bodyLength) throws IOException {
    Map<String, String> headers = object("aes-cbc-17").headers();
    refused(Reason.MALFORMED, "", () -> S3ecKeys.contentLength(headers, bodyLength));
  }

  @Test
  void contentLength_thatTheBodyCannotHave_isMalformed() throws IOException {
    Map<String, String> headers = object("aes-cbc-17").headers();
    for (long told : new long[] {-1, 0, 15, 32, 33}) {
      Map<String, String> others = EnvelopeHeaders.withLength(headers, told);
      refused(Reason.MALFORMED, "", () -> S3ecKeys.contentLength(others, 32));
    }
  }

  @Test
  void open_withAnotherLengthToldOrAnotherEnd_isTampered() throws IOException {
    LegacyObject object = object("aes-cbc-17");
    Map<String, String> told = EnvelopeHeaders.withLength(object.headers(), 18);
    refused(Reason.TAMPERED, "AES-CBC", () -> open(object.kind(), told, object.body()));
    byte[] cut = Arrays.copyOf(object.body(), 16);
    Map<String, String> untold = new HashMap<>(object.headers());
    untold.remove(Names.LENGTH);
    refused(Reason.TAMPERED, "AES-CBC", () -> open(object.kind(), untold, cut));
  }

  /** The claim of THREATS.md: a change of a legacy body is not noticed. */
  @Test
  void open_ofALegacyBodyThatWasChanged_givesOtherContent() throws IOException {
    LegacyObject object = object("aes-cbc-1000");
    byte[] body = object.body();
    body[0] ^= 1;
    assertThat(open(Accepted.LEGACY, object, body)).isNotEqualTo(object.content());
    body[0] ^= 1;
    body[600] ^= 1;
    byte[] changed = object.content();
    changed[616] ^= 1;
    assertThat(Arrays.copyOfRange(open(Accepted.LEGACY, object, body), 616, 632))
        .isEqualTo(Arrays.copyOfRange(changed, 616, 632));
  }

  @Test
  void open_ofAnAuthenticatedBodyThatWasChanged_isTampered() throws IOException {
    LegacyObject object = object("aes-gcm-1000");
    byte[] body = object.body();
    body[500] ^= 1;
    refused(Reason.TAMPERED, "tag", () -> open(Accepted.LEGACY, object, body));
  }

  @Test
  void open_withAnotherKey_isRefused() throws IOException {
    S3ecKeys aes =
        S3ecKeys.ofAes(
            List.of(SecretBytes.copyOf(S3ecObjects.bytes(32))),
            Accepted.LEGACY,
            S3ecObjects.RANDOM);
    S3ecKeys rsa =
        S3ecKeys.ofRsa(
            pem("PRIVATE KEY", RSA.getPrivate().getEncoded()), Accepted.LEGACY, S3ecObjects.RANDOM);
    refused(Reason.WRONG_KEY, "does not open", () -> open(aes, object("aes-cbc-1000")));
    refused(Reason.WRONG_KEY, "does not open", () -> open(aes, object("aes-gcm-1000")));
    refused(Reason.WRONG_KEY, "does not open", () -> open(rsa, object("rsa-gcm-1000")));
    refused(Reason.WRONG_KEY, "the key given is for RSA", () -> open(rsa, object("aes-cbc-1")));
  }

  /** Whether the padding of a wrapped key was right must not be told. */
  @Test
  void open_ofAPkcs1DataKeyThatWasChanged_failsAsAChangedBodyDoes() throws IOException {
    LegacyObject object = object("rsa-cbc-17");
    byte[] wrapped = Base64.getDecoder().decode(object.headers().get(Names.KEY_V1));
    for (int i = 0; i < 4; i++) {
      wrapped[wrapped.length - 1 - i] ^= 1;
      Map<String, String> headers = new HashMap<>(object.headers());
      headers.put(Names.KEY_V1, Base64.getEncoder().encodeToString(wrapped));
      refused(Reason.TAMPERED, "AES-CBC", () -> open("rsa", headers, object.body()));
    }
  }

  @Test
  void open_ofHeadersThatNoClientWrote_isRefused() throws IOException {
    Map<String, String> headers = object("kms-cbc-17").headers();
    byte[] body = object("kms-cbc-17").body();
    refused(
        Reason.UNSUPPORTED_VERSION,
        "AES-CBC",
        () -> open("aes", with(headers, Names.WRAP_METHOD, "AES/GCM"), body));
    refused(
        Reason.UNSUPPORTED_VERSION,
        "unknown",
        () -> open("kms", with(headers, Names.WRAP_METHOD, ""), body));
    refused(Reason.MALFORMED, "", () -> open("kms", with(headers, Names.IV, "AAAA"), body));
    refused(
        Reason.UNSUPPORTED_VERSION,
        "",
        () ->
            open(
                "aes",
                with(object("aes-cbc-17").headers(), Names.CONTENT, "AES/GCM/NoPadding"),
                body));
  }

  @Test
  void decrypt_inPieces_isTheSame() throws IOException {
    for (String name : List.of("aes-cbc-1000", "aes-gcm-1000")) {
      LegacyObject object = object(name);
      byte[] body = object.body();
      byte[] content = new byte[object.content().length];
      try (S3ecKeys keys = LegacyObject.keys(object.kind(), Accepted.LEGACY);
          S3ecOpener opener = keys.open(object.headers(), body.length)) {
        int at = 0;
        for (int offset = 0; offset < body.length; offset += 16) {
          int count = opener.decrypt(body, offset, Math.min(16, body.length - offset));
          System.arraycopy(body, offset, content, at, count);
          at += count;
        }
        opener.verify();
      }
      assertThat(content).isEqualTo(object.content());
    }
  }

  @Test
  void decrypt_ofBytesThatAreNoBlocksOrTooMany_isAnError() throws IOException {
    LegacyObject object = object("aes-cbc-17");
    try (S3ecKeys keys = LegacyObject.keys("aes", Accepted.LEGACY);
        S3ecOpener opener = keys.open(object.headers(), 32)) {
      assertThatThrownBy(() -> opener.decrypt(new byte[48], 0, 15))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> opener.decrypt(new byte[48], 0, 48))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(opener.decrypt(new byte[48], 0, 0)).isZero();
      refused(Reason.TAMPERED, "AES-CBC", opener::verify);
    }
  }

  @Test
  void newObjects_areOfVersion3_alsoWhereLegacyOnesAreRead() throws IOException {
    byte[] content = "new".getBytes(UTF_8);
    try (S3ecKeys keys = LegacyObject.keys("aes", Accepted.LEGACY)) {
      Stored stored = S3ecObjects.seal(keys, content);
      assertThat(stored.headers()).containsKey(Names.KEY_V3);
      assertThat(S3ecObjects.open(keys, stored)).isEqualTo(content);
    }
  }

  private static LegacyObject object(String name) {
    return objects().filter(object -> object.name().equals(name)).findFirst().orElseThrow();
  }

  private static byte[] open(Accepted accepted, LegacyObject object, byte[] body)
      throws IOException {
    try (S3ecKeys keys = LegacyObject.keys(object.kind(), accepted)) {
      return S3ecObjects.open(keys, new Stored(object.headers(), body));
    }
  }

  private static byte[] open(S3ecKeys keys, LegacyObject object) throws IOException {
    return S3ecObjects.open(keys, new Stored(object.headers(), object.body()));
  }

  private static byte[] open(String kind, Map<String, String> headers, byte[] body)
      throws IOException {
    try (S3ecKeys keys = LegacyObject.keys(kind, Accepted.LEGACY)) {
      return S3ecObjects.open(keys, new Stored(headers, body));
    }
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> others = new HashMap<>(headers);
    others.put(name, value);
    return others;
  }

  private static void refused(Reason reason, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CofferException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
