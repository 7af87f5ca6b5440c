package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

class ReadPatternTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=an/id/20261123/eu-west-1/s3/aws4_request, SignedHeaders=host";

  @ParameterizedTest
  @CsvSource({
    "https://s3.example:9000/bucket/a%20b/c, /bucket/",
    "https://bucket.s3.example/a%20b/c, /",
    "https://s3.example/gateway/bucket/a%20b/c, /gateway/bucket/"
  })
  void requestSeen_saysWhereTheOthersGo(String url, String path) {
    ReadPattern pattern = ReadPattern.of(request(url, SIGNED), "a b/c").orElseThrow();
    SdkHttpRequest next =
        pattern
            .request(
                SdkHttpMethod.HEAD,
                "d/e+ü",
                Map.of("Range", "bytes=0-1"),
                AwsBasicCredentials.create("id", "secret"))
            .request();
    assertThat(next.encodedPath()).isEqualTo(path + "d/e%2B%C3%BC");
    assertThat(next.getUri().getAuthority()).isEqualTo(URI.create(url).getAuthority());
    assertThat(next.method()).isEqualTo(SdkHttpMethod.HEAD);
    assertThat(next.headers()).containsOnlyKeys("Range", "User-Agent");
  }

  @Test
  void regionAndPayload_areSignedAsSeen() {
    ReadPattern pattern =
        ReadPattern.of(request("https://s3.example/bucket/a", SIGNED), "a").orElseThrow();
    var wanted =
        pattern.request(
            SdkHttpMethod.GET, "b", Map.of(), AwsBasicCredentials.create("id", "secret"));
    assertThat(wanted.property(AwsV4HttpSigner.REGION_NAME)).isEqualTo("eu-west-1");
    assertThat(wanted.property(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED)).isFalse();
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
    assertThat(ReadPattern.of(request(url, scope + ", SignedHeaders=host"), "a")).isEmpty();
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
