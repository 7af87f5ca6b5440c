package io.cofferfs.test.foreign;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A client that knows nothing of cofferfs: the bare AWS SDK.
 *
 * <ul>
 *   <li>{@code ENDPOINT BUCKET list PREFIX}: the keys, one to a line.
 *   <li>{@code ENDPOINT BUCKET get PREFIX DIRECTORY [KEY_FILE]}: every object's body as file 0, 1,
 *       2, … of the directory, and a line for each: how the server says that it is encrypted, a
 *       tab, the key. With a key file, as SSE-C; a body that is refused is a line {@code refused}.
 * </ul>
 *
 * <p>Credentials and region come from the environment, as does {@code AWS_CA_BUNDLE}.
 */
public final class ForeignClient {
  private static final String AES256 = "AES256";

  private final S3Client s3;
  private final String bucket;

  private ForeignClient(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  public static void main(String[] arguments) throws Exception {
    try (S3Client s3 = client(URI.create(arguments[0]))) {
      ForeignClient client = new ForeignClient(s3, arguments[1]);
      List<String> keys = client.keys(arguments[3]);
      if (arguments[2].equals("list")) {
        keys.forEach(System.out::println);
        return;
      }
      Optional<byte[]> key =
          arguments.length > 5 ? Optional.of(key(Path.of(arguments[5]))) : Optional.empty();
      for (int i = 0; i < keys.size(); i++) {
        Path file = Path.of(arguments[4], Integer.toString(i));
        System.out.println(client.get(keys.get(i), file, key) + '\t' + keys.get(i));
      }
    }
  }

  private static S3Client client(URI endpoint) throws Exception {
    Apache5HttpClient.Builder http = Apache5HttpClient.builder();
    String bundle = System.getenv("AWS_CA_BUNDLE");
    if (bundle != null) {
      TrustManager[] trusted = trusted(Path.of(bundle));
      http.tlsTrustManagersProvider(() -> trusted);
    }
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .httpClientBuilder(http)
        .build();
  }

  private static TrustManager[] trusted(Path bundle) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    try (var in = Files.newInputStream(bundle)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, each);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** A key file holds 64 hexadecimal digits, as 'cofferfs keygen' makes it, or base64. */
  private static byte[] key(Path file) throws Exception {
    String text =
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .findFirst()
            .orElseThrow();
    return text.matches("[0-9a-fA-F]{64}")
        ? java.util.HexFormat.of().parseHex(text)
        : Base64.getDecoder().decode(text);
  }

  private List<String> keys(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream()
        .map(object -> object.key())
        .toList();
  }

  private String get(String key, Path file, Optional<byte[]> customerKey) throws Exception {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
    if (customerKey.isPresent()) {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(customerKey.get());
      request
          .sseCustomerAlgorithm(AES256)
          .sseCustomerKey(Base64.getEncoder().encodeToString(customerKey.get()))
          .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(md5));
    }
    try {
      return encryption(s3.getObject(request.build(), ResponseTransformer.toFile(file)));
    } catch (S3Exception e) {
      return "refused";
    }
  }

  private static String encryption(GetObjectResponse answer) {
    if (answer.sseCustomerAlgorithm() != null) {
      return "SSE-C";
    }
    String algorithm = answer.serverSideEncryptionAsString();
    return algorithm == null ? "none" : algorithm;
  }
}
