package io.cofferfs.test.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for this machine's loopback names that nobody trusts unless told to. Written in DER
 * here, because the JDK has no public way to make one and a {@code keytool} process takes as long
 * as the rest of the server.
 */
final class SelfSignedCertificate {
  private static final char[] NO_PASSWORD = {};
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(Der.objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  private static final byte[] COMMON_NAME = Der.objectId(0x55, 0x04, 0x03);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.objectId(0x55, 0x1d, 0x11);
  private static final byte[] BASIC_CONSTRAINTS = Der.objectId(0x55, 0x1d, 0x13);
  private static final byte[] LOOPBACK_IP6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final byte[] TRUE = Der.tagged(0x01, new byte[] {(byte) 0xff});

  private final KeyPair keys;
  private final Certificate certificate;

  private SelfSignedCertificate(KeyPair keys, Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  static SelfSignedCertificate create(SecureRandom random)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair keys = generator.generateKeyPair();
    byte[] body = body(keys, new BigInteger(64, random));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate(), random);
    signature.update(body);
    byte[] der = Der.sequence(body, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
    Certificate certificate =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    return new SelfSignedCertificate(keys, certificate);
  }

  /** For a server that shows this certificate. */
  SSLContext serverContext() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** For clients that are to trust it. */
  String pem() throws GeneralSecurityException {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN CERTIFICATE-----\n"
        + encoder.encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static byte[] body(KeyPair keys, BigInteger serial) {
    byte[] name =
        Der.sequence(Der.tagged(0x31, Der.sequence(COMMON_NAME, Der.utf8("cofferfs test server"))));
    Instant now = Instant.now();
    return Der.sequence(
        Der.tagged(0xa0, Der.integer(BigInteger.TWO)), // version 3
        Der.integer(serial),
        ECDSA_WITH_SHA256,
        name,
        Der.sequence(
            Der.utcTime(now.minus(Duration.ofHours(1))),
            Der.utcTime(now.plus(Duration.ofDays(365)))),
        name,
        keys.getPublic().getEncoded(),
        Der.tagged(0xa3, Der.sequence(authority(), names())));
  }

  private static byte[] authority() {
    return Der.sequence(BASIC_CONSTRAINTS, TRUE, Der.tagged(0x04, Der.sequence(TRUE)));
  }

  private static byte[] names() {
    byte[] localhost = Der.tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII));
    byte[] ip4 = Der.tagged(0x87, new byte[] {127, 0, 0, 1});
    byte[] ip6 = Der.tagged(0x87, LOOPBACK_IP6);
    return Der.sequence(
        SUBJECT_ALTERNATIVE_NAME, Der.tagged(0x04, Der.sequence(localhost, ip4, ip6)));
  }
}
