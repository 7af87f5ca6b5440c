package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An object that the encryption client of the AWS SDK for Java 1.12.797 wrote once. The program
 * that had it do so is LegacyVectors.txt, beside the objects.
 */
public final class LegacyObject {
  /** What the KMS of those days was asked for. */
  public static final String KMS_KEY = "alias/shared";

  private static final String DIRECTORY = "/s3ec-legacy/";
  private static final Properties KEYS = properties(text("keys.properties"));

  private final Properties properties;

  private LegacyObject(Properties properties) {
    this.properties = properties;
  }

  /** All of them: each kind of key and cipher, several lengths, instruction files, one part. */
  public static List<LegacyObject> all() {
    return Stream.of(text("objects.txt").split("\n\n"))
        .map(block -> new LegacyObject(properties(block)))
        .toList();
  }

  public static byte[] aesKey() {
    return Base64.getDecoder().decode(KEYS.getProperty("aes"));
  }

  /** PKCS#8. */
  public static byte[] rsaKey() {
    return Base64.getDecoder().decode(KEYS.getProperty("rsa"));
  }

  /** What the KMS unwraps all of its data keys to. */
  public static byte[] kmsDataKey() {
    return Base64.getDecoder().decode(KEYS.getProperty("kms-data-key"));
  }

  public String name() {
    return properties.getProperty("name");
  }

  /** Of the key: aes, rsa or kms. */
  public String kind() {
    return properties.getProperty("kind");
  }

  public byte[] content() {
    int length = Integer.parseInt(properties.getProperty("length"));
    byte[] content = new byte[length];
    new SplittableRandom(length).nextBytes(content);
    return content;
  }

  public Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("header.")) {
        metadata.put(name.substring("header.".length()), properties.getProperty(name));
      }
    }
    return metadata;
  }

  public byte[] body() {
    return Base64.getDecoder().decode(properties.getProperty("body"));
  }

  /** The instruction file beside it. */
  public Optional<byte[]> instructions() {
    return Optional.ofNullable(properties.getProperty("instructions"))
        .map(Base64.getDecoder()::decode);
  }

  /** The headers that belong to the body, wherever they were. */
  Map<String, String> headers() throws CofferException {
    Optional<byte[]> file = instructions();
    return file.isPresent() ? EnvelopeHeaders.withInstructions(metadata(), file.get()) : metadata();
  }

  /** The keys for an object of this kind. */
  public static S3ecKeys keys(String kind, Accepted accepted) throws IOException {
    return switch (kind) {
      case "aes" ->
          S3ecKeys.ofAes(List.of(SecretBytes.take(aesKey())), accepted, S3ecObjects.RANDOM);
      case "rsa" ->
          S3ecKeys.ofRsa(S3ecObjects.pem("PRIVATE KEY", rsaKey()), accepted, S3ecObjects.RANDOM);
      case "kms" -> S3ecKeys.ofKms(new Kms(), KMS_KEY, accepted, S3ecObjects.RANDOM);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Override
  public String toString() {
    return name();
  }

  private static String text(String resource) {
    try (InputStream stream = LegacyObject.class.getResourceAsStream(DIRECTORY + resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Wrapped everything into the same data key, with the key's name as context. */
  private static final class Kms implements DataKeyService {
    @Override
    public GeneratedKey generate(String keyId, Map<String, String> context) {
      return new GeneratedKey(SecretBytes.take(kmsDataKey()), new byte[64]);
    }

    @Override
    public byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context) {
      throw new AssertionError("the format has no use for it");
    }

    @Override
    public SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context)
        throws IOException {
      if (!keyId.equals(KMS_KEY) || !context.equals(Map.of("kms_cmk_id", KMS_KEY))) {
        throw new CofferException(Reason.WRONG_KEY, "not wrapped so");
      }
      return SecretBytes.take(kmsDataKey());
    }
  }
}
