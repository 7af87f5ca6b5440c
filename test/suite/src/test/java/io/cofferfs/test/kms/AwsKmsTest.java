package io.cofferfs.test.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.kms.AwsKms;
import io.cofferfs.fs.kms.Kms;
import io.cofferfs.fs.kms.KmsContract;
import io.cofferfs.fs.kms.KmsException;
import io.cofferfs.fs.kms.KmsException.Reason;
import io.cofferfs.fs.kms.KmsRetries;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.test.server.kms.EmbeddedKms;
import io.cofferfs.test.server.kms.KmsOperation;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the port, with the real client over the wire, and what only a wire can do. */
final class AwsKmsTest extends KmsContract {
  private static final KmsRetries QUICK = new KmsRetries(3, Duration.ofMillis(4));
  private static final Map<String, String> CONTEXT = Map.of("cofferfs:volume", "v1");

  private final EmbeddedKms server = start();
  private final SecretBytes secret = SecretBytes.random(new SecureRandom(), 32);
  private int keys;

  private static EmbeddedKms start() {
    try {
      return EmbeddedKms.start(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void signIn() {
    System.setProperty("aws.accessKeyId", server.accessKey());
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Kms kms() throws KmsException {
    return kms(server.endpoint());
  }

  private static Kms kms(URI endpoint) throws KmsException {
    Connection connection =
        new Connection(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            /* anonymous= */ false,
            /* pathStyle= */ false,
            /* maxConnections= */ 1,
            Duration.ofSeconds(20),
            /* allowInsecureSseC= */ false);
    return AwsKms.open(connection, Optional.of(endpoint), QUICK);
  }

  @Override
  protected String newKey() {
    keys++;
    return server.createKey("1234abcd-12ab-34cd-56ef-00000000000" + keys);
  }

  @Override
  protected void alias(String alias, String keyId) {
    server.alias(alias, keyId);
  }

  @Override
  protected void disable(String keyId) {
    server.disable(keyId);
  }

  @Override
  protected void deny(String keyId) {
    for (KmsOperation operation : KmsOperation.values()) {
      server.deny(keyId, operation);
    }
  }

  @Test
  void unwrap_aBusyService_asksAgain() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    server.throttle(QUICK.attempts() - 1);
    assertThat(kms().unwrap(key, wrapped, CONTEXT)).isEqualTo(secret);
    assertThat(server.calls(KmsOperation.DECRYPT)).isEqualTo(QUICK.attempts());
  }

  @Test
  void unwrap_aServiceThatStaysBusy_isGivenUp() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    server.throttle(Integer.MAX_VALUE);
    assertFails(Reason.UNAVAILABLE, key, () -> kms().unwrap(key, wrapped, CONTEXT));
    assertThat(server.calls(KmsOperation.DECRYPT)).isEqualTo(QUICK.attempts());
  }

  @Test
  void unwrap_whenItWorks_isOneRequest() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    kms().unwrap(key, wrapped, CONTEXT).close();
    assertThat(server.calls(KmsOperation.ENCRYPT)).isOne();
    assertThat(server.calls(KmsOperation.DECRYPT)).isOne();
    assertThat(server.calls(KmsOperation.DESCRIBE_KEY)).isZero();
  }

  @Test
  void unwrap_denied_namesThePermission() throws IOException {
    String key = newKey();
    byte[] wrapped = kms().wrap(key, secret, CONTEXT);
    server.deny(key, KmsOperation.DECRYPT);
    assertThatThrownBy(() -> kms().unwrap(key, wrapped, CONTEXT))
        .hasMessageContaining("kms:Decrypt");
    assertThat(server.calls(KmsOperation.DECRYPT)).isOne();
  }

  @Test
  void wrap_withForeignCredentials_isDenied() {
    String key = newKey();
    System.setProperty("aws.accessKeyId", "stranger");
    assertFails(Reason.DENIED, key, () -> kms().wrap(key, secret, CONTEXT));
  }

  @Test
  void wrap_whereNothingAnswers_saysWhereItAsked() {
    String key = newKey();
    URI gone = server.endpoint();
    server.close();
    assertFails(Reason.UNAVAILABLE, key, () -> kms(gone).wrap(key, secret, CONTEXT));
    assertThatThrownBy(() -> kms(gone).wrap(key, secret, CONTEXT))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining(gone.toString());
  }

  @Test
  void open_overPlainHttpToAnotherMachine_isRefused() {
    assertThatThrownBy(() -> kms(URI.create("http://192.0.2.1")))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REJECTED));
  }

  @Test
  void wrap_inAnotherRegionThanTheService_isSignedForThatRegion() {
    String elsewhere = "arn:aws:kms:eu-west-1:000000000000:key/1234abcd";
    // The double knows the region of a signature, and refuses any but its own.
    assertFails(Reason.DENIED, elsewhere, () -> kms().wrap(elsewhere, secret, CONTEXT));
  }
}
