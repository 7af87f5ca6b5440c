package io.cofferfs.fs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.InterceptorContext;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

class DirectRequestsTest {
  private final Sent http = new Sent();
  private final CustomerKey key = new CustomerKey(SecretBytes.take(new byte[32]));

  @ParameterizedTest
  @CsvSource({
    "https://s3.example, false, true",
    "http://s3.example, true, false",
    "http://127.0.0.1, false, false",
    "http://127.0.0.1, true, true"
  })
  void customerKey_isShownWhereNobodyListens(String endpoint, boolean insecure, boolean shown) {
    DirectRequests reads = learned(endpoint, insecure, 200);
    assertThat(reads.head("b", EncryptionHeaders.of(key).toSend()).isPresent()).isEqualTo(shown);
    assertThat(http.sent).hasSize(shown ? 1 : 0);
    assertThat(reads.head("b", Map.of())).isPresent();
  }

  @Test
  void request_isSignedWithItsHeadersAndTheSession() {
    learned("https://s3.example", false, 200).head("b", Map.of("If-Match", "\"1\""));
    SdkHttpRequest request = http.sent.get(0);
    assertThat(request.getUri()).isEqualTo(URI.create("https://s3.example/bucket/b"));
    assertThat(request.firstMatchingHeader("Authorization"))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("AWS4-HMAC-SHA256 Credential=id/")
                    .contains("/eu-west-1/s3/aws4_request", "x-amz-security-token", "if-match"));
    assertThat(request.firstMatchingHeader("X-Amz-Security-Token")).contains("session");
  }

  @Test
  void clientThatFails_isLeftToTheSdk() {
    DirectRequests reads = learned("https://s3.example", false, 200);
    for (Exception failure : List.of(new IOException(), new IllegalStateException("shut down"))) {
      http.failure = failure;
      assertThat(reads.head("b", Map.of())).isEmpty();
      assertThat(reads.get("b", Map.of())).isEmpty();
    }
    assertThat(http.sent).hasSize(4);
  }

  @Test
  void nothingLearnt_isLeftToTheSdk() {
    assertThat(reads(false).head("a", Map.of())).isEmpty();
    assertThat(learned("https://s3.example", false, 404).head("a", Map.of())).isEmpty();
    assertThat(http.sent).isEmpty();
  }

  @Test
  void upload_thatIsTakenByNobody_isGivenUp() {
    DirectRequests requests = learned("https://s3.example", false, 200);
    http.stalls = true;
    Attempts attempts = new Attempts();
    assertThat(requests.upload(upload(), Duration.ofMillis(20), attempts)).isEmpty();
    assertThat(attempts.noneSent()).isFalse();
    assertThat(attempts.allTurnedAway()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 1", "400, 0", "403, 0", "408, 1", "409, 0", "412, 0", "429, 0", "500, 1", "501, 0",
    "503, 0", "507, 0"
  })
  void attempt_countsAsMade_unlessTheServerSaysThatItDidNothing(int status, int made) {
    DirectRequests requests = learned("https://s3.example", false, 200);
    http.status = status;
    Attempts attempts = new Attempts();
    assertThat(requests.upload(upload(), Duration.ofSeconds(10), attempts).isPresent())
        .isEqualTo(status == 200 || status == 412);
    attempts.sending(); // the SDK's
    attempts.answered(412);
    assertThat(attempts.mayHaveSucceededBefore()).isEqualTo(made == 1);
  }

  @Test
  void upload_whoseConnectionBreaks_mayHaveSucceeded() {
    DirectRequests requests = learned("https://s3.example", false, 200);
    http.failure = new IOException("reset");
    Attempts attempts = new Attempts();
    assertThat(requests.upload(upload(), Duration.ofSeconds(10), attempts)).isEmpty();
    assertThat(attempts.allTurnedAway()).isFalse();
  }

  @Test
  void upload_thatGotNoConnection_wasNotMade() {
    DirectRequests requests = learned("https://s3.example", false, 200);
    http.failure = new ConnectException("refused");
    Attempts attempts = new Attempts();
    assertThat(requests.upload(upload(), Duration.ofSeconds(10), attempts)).isEmpty();
    assertThat(attempts.noneSent()).isTrue();
  }

  /** A policy may allow the one and deny the other. */
  @Test
  void uploadsThatAreRefused_areLeftToTheSdk_butReadsAreNot() {
    DirectRequests requests = learned("https://s3.example", false, 200);
    for (int i = 0; i < 20; i++) {
      http.status = 403;
      assertThat(requests.upload(upload(), Duration.ofSeconds(10), new Attempts())).isEmpty();
      http.status = 200;
      assertThat(requests.head("b", Map.of())).isPresent();
    }
    assertThat(http.sent).hasSize(16 + 20);
  }

  private static Upload upload() {
    return new Upload(
        Operation.PUT_OBJECT, "b", Map.of(), Map.of(), PartBody.of(new byte[] {1, 2, 3}));
  }

  /** Reads that have seen one of the SDK's, answered with this status. */
  private DirectRequests learned(String endpoint, boolean insecure, int status) {
    DirectRequests reads = reads(insecure);
    SdkHttpFullRequest seen =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.HEAD)
            .uri(URI.create(endpoint + "/bucket/a"))
            .putHeader(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=id/20261123/eu-west-1/s3/aws4_request, Signature=1")
            .build();
    reads
        .learner()
        .afterTransmission(
            InterceptorContext.builder()
                .request(HeadObjectRequest.builder().bucket("bucket").key("a").build())
                .httpRequest(seen)
                .httpResponse(SdkHttpResponse.builder().statusCode(status).build())
                .build(),
            new ExecutionAttributes());
    return reads;
  }

  private DirectRequests reads(boolean insecure) {
    return new DirectRequests(
        http,
        StaticCredentialsProvider.create(AwsSessionCredentials.create("id", "secret", "session")),
        new CustomerKeyTransport.Guard(connection(insecure)));
  }

  private static Connection connection(boolean insecure) {
    return new Connection(
        "bucket",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        /* anonymous= */ false,
        /* pathStyle= */ true,
        /* maxConnections= */ 1,
        Duration.ofSeconds(1),
        insecure);
  }

  /** Keeps each request, and answers it unless it is to fail. */
  private static final class Sent implements SdkHttpClient {
    private final List<SdkHttpRequest> sent = new ArrayList<>();
    private @Nullable Exception failure;
    private int status = 200;
    private boolean stalls;

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      CountDownLatch aborted = new CountDownLatch(1);
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          sent.add(request.httpRequest());
          if (stalls) {
            awaitAbort();
          }
          if (failure instanceof IOException broken) {
            throw broken;
          }
          if (failure instanceof RuntimeException closed) {
            throw closed;
          }
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(status).build())
              .build();
        }

        private void awaitAbort() throws IOException {
          try {
            if (!aborted.await(1, TimeUnit.MINUTES)) {
              throw new AssertionError("not aborted");
            }
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          throw new IOException("aborted");
        }

        @Override
        public void abort() {
          aborted.countDown();
        }
      };
    }

    @Override
    public void close() {}
  }
}
