package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

class RequestPatternTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=an/id/20261123/eu-west-1/s3/aws4_request, SignedHeaders=host";

  /** FIPS 180-2, appendix B.1. */
  private static final String ABC_SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @ParameterizedTest
  @CsvSource({
    "https://s3.example:9000/bucket/a%20b/c, /bucket/",
    "https://bucket.s3.example/a%20b/c, /",
    "https://s3.example/gateway/bucket/a%20b/c, /gateway/bucket/"
  })
  void requestSeen_saysWhereTheOthersGo(String url, String path) {
    RequestPattern pattern = RequestPattern.of(request(url, SIGNED), "a b/c").orElseThrow();
    SdkHttpRequest next =
        pattern.request(
            SdkHttpMethod.HEAD, "d/e+ü", Map.of("Range", "bytes=0-1"), Map.of("partNumber", "1"));
    assertThat(next.encodedPath()).isEqualTo(path + "d/e%2B%C3%BC");
    assertThat(next.getUri().getAuthority()).isEqualTo(URI.create(url).getAuthority());
    assertThat(next.method()).isEqualTo(SdkHttpMethod.HEAD);
    assertThat(next.headers()).containsOnlyKeys("Range", "User-Agent");
    assertThat(next.encodedQueryParameters()).contains("partNumber=1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example:9000/bucket/a, /bucket",
    "https://bucket.s3.example/a, /",
    "https://s3.example/gateway/bucket/a, /gateway/bucket"
  })
  void requestAboutTheBucket_goesToItsPath(String url, String path) {
    RequestPattern pattern = RequestPattern.of(request(url, SIGNED), "a").orElseThrow();
    SdkHttpRequest next = pattern.ofBucket(SdkHttpMethod.GET, Map.of("prefix", "ü+/"));
    assertThat(next.encodedPath()).isEqualTo(path);
    assertThat(next.getUri().getAuthority()).isEqualTo(URI.create(url).getAuthority());
    assertThat(next.encodedQueryParameters()).contains("prefix=%C3%BC%2B%2F");
    assertThat(next.headers()).containsOnlyKeys("User-Agent");
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example, false",
    "http://s3.example, true",
    "http://s3.example:9000, true"
  })
  void body_isSigned_whereTlsDoesNotProtectIt(String endpoint, boolean signed) {
    byte[] bytes = {'a', 'b', 'c'};
    SdkHttpRequest put = signedPut(request(endpoint + "/bucket/a", SIGNED), PartBody.of(bytes));
    assertThat(put.getUri()).isEqualTo(URI.create(endpoint + "/bucket/b"));
    assertThat(put.firstMatchingHeader("x-amz-content-sha256"))
        .contains(signed ? ABC_SHA256 : "UNSIGNED-PAYLOAD");
    assertThat(put.firstMatchingHeader("Authorization").orElseThrow())
        .contains("/eu-west-1/s3/aws4_request", "host;", "x-amz-content-sha256");
  }

  private static SdkHttpRequest signedPut(SdkHttpRequest seen, PartBody body) {
    RequestPattern pattern = RequestPattern.of(seen, "a").orElseThrow();
    return pattern.sign(
        pattern.request(SdkHttpMethod.PUT, "b", Map.of(), Map.of()),
        Optional.of(body),
        AwsV4HttpSigner.create(),
        AwsBasicCredentials.create("id", "secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example/bucket/other, AWS4-HMAC-SHA256 Credential=i/20261123/r/s3/aws4_request",
    "https://s3.example/bucket/a, AWS4-ECDSA-P256-SHA256 Credential=i/20261123/s3/aws4_request",
    "https://s3.example/bucket/a, AWS4-HMAC-SHA256 Credential=i/2/r/s3express/aws4_request",
    "https://s3.example/bucket/a?x-id=Get, AWS4-HMAC-SHA256 Credential=i/2/r/s3/aws4_request",
    "https://s3.example/bucket/a, ''"
  })
  void requestOfAnotherKind_isNoPattern(String url, String scope) {
    assertThat(RequestPattern.of(request(url, scope + ", SignedHeaders=host"), "a")).isEmpty();
  }

  private static SdkHttpRequest request(String url, String authorization) {
    return SdkHttpRequest.builder()
        .method(SdkHttpMethod.GET)
        .uri(URI.create(url))
        .putHeader("Authorization", authorization)
        .putHeader("If-Match", "\"1\"")
        .putHeader("User-Agent", "test")
        .putHeader("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        .putHeader("x-amz-server-side-encryption-customer-key", "secret")
        .build();
  }
}
