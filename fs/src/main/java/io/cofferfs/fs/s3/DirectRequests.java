package io.cofferfs.fs.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * Reads, lists and uploads without the way that requests take through the SDK, which costs more
 * processor time than signing, sending and receiving a small one (ADR 39). Signer and connections
 * are the SDK's. What is not answered as hoped for is the SDK's to ask again: it knows when to try
 * once more, what to say, and how often a server that is in trouble may be asked. Thread-safe.
 */
final class DirectRequests {
  private static final Logger log = LoggerFactory.getLogger(DirectRequests.class);

  private static final int TEMPORARY_REDIRECT = 307;
  private static final int PRECONDITION_FAILED = 412;
  private static final Set<Integer> OVERLOADED = Set.of(429, 500, 502, 503, 504);
  private static final int MAX_REFUSAL_BYTES = 16 * 1024;

  /** In the text of a refusal. Where the bucket is missing it is another. */
  private static final String NO_SUCH_KEY = "<Code>NoSuchKey</Code>";

  /**
   * Bodies of this length and more are sent once the server has said that it wants them; as the SDK
   * does.
   */
  private static final int EXPECT_CONTINUE_BYTES = 1 << 20;

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final CustomerKeyTransport.Guard guard;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final Refusals refusedReads = new Refusals("reads");
  private final Refusals refusedListings = new Refusals("listings");
  private final Refusals refusedUploads = new Refusals("uploads");
  private final Rest rest = new Rest();
  private volatile @Nullable RequestPattern pattern;

  /** The client stays the caller's to close. */
  DirectRequests(
      SdkHttpClient http, AwsCredentialsProvider credentials, CustomerKeyTransport.Guard guard) {
    this.http = http;
    this.credentials = credentials;
    this.guard = guard;
  }

  /** To be put into the SDK's clients of the bucket: learns how they read. */
  ExecutionInterceptor learner() {
    return new ExecutionInterceptor() {
      @Override
      public void afterTransmission(
          Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (pattern == null && context.httpResponse().isSuccessful()) {
          keyRead(context.request())
              .flatMap(key -> RequestPattern.of(context.httpRequest(), key))
              .ifPresent(learnt -> pattern = learnt);
        }
      }
    };
  }

  private static Optional<String> keyRead(SdkRequest request) {
    if (request instanceof HeadObjectRequest head) {
      return Optional.of(head.key());
    }
    return request instanceof GetObjectRequest get ? Optional.of(get.key()) : Optional.empty();
  }

  /**
   * The headers of an object, or of an answer that the SDK could make no more of; empty where the
   * SDK is to ask.
   */
  Optional<SdkHttpResponse> head(String key, Map<String, String> headers) {
    return read(SdkHttpMethod.HEAD, key, headers)
        .map(HttpExecuteResponse::httpResponse)
        .filter(answer -> answer.isSuccessful() || isFinal(answer.statusCode()));
  }

  /** A 403 may be about the clock here, which the SDK sets by the server's. */
  private static boolean isFinal(int status) {
    return status == HttpStatusCode.NOT_FOUND || status == HttpStatusCode.BAD_REQUEST;
  }

  /**
   * An object's body, the caller's to close, or the answer that there is no such object; empty
   * where the SDK is to ask.
   */
  Optional<ResponseInputStream<SdkHttpResponse>> get(String key, Map<String, String> headers) {
    Optional<HttpExecuteResponse> answer = read(SdkHttpMethod.GET, key, headers);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    SdkHttpResponse head = answer.get().httpResponse();
    AbortableInputStream body =
        answer.get().responseBody().orElseGet(AbortableInputStream::createEmpty);
    if (head.isSuccessful()) {
      return Optional.of(new ResponseInputStream<>(head, body));
    }
    String refusal = refusal(body);
    return head.statusCode() == HttpStatusCode.NOT_FOUND && refusal.contains(NO_SUCH_KEY)
        ? Optional.of(new ResponseInputStream<>(head, AbortableInputStream.createEmpty()))
        : Optional.empty();
  }

  /**
   * The text of an answer that is as short as those are that refuse something, whose connection is
   * kept; the beginning of another one.
   */
  private static String refusal(AbortableInputStream body) {
    String text = "";
    try {
      text = new String(body.readNBytes(MAX_REFUSAL_BYTES), StandardCharsets.UTF_8);
      if (body.read() < 0) {
        body.close();
        return text;
      }
    } catch (IOException e) {
      log.debug("the body of a refusal broke: {}", e.toString());
    }
    body.abort();
    return text;
  }

  /**
   * A page of a listing; empty where the SDK is to ask.
   *
   * @param timeout after which it is given up
   */
  Optional<ListPage> list(ListRequest wanted, Duration timeout) {
    return send(
        known -> known.ofBucket(SdkHttpMethod.GET, wanted.query()),
        /* key= */ "",
        /* body= */ Optional.empty(),
        refusedListings,
        request -> within(timeout, request, () -> page(request.call())));
  }

  private Optional<ListPage> page(HttpExecuteResponse answer) {
    note(answer.httpResponse().statusCode(), refusedListings);
    AbortableInputStream body = answer.responseBody().orElseGet(AbortableInputStream::createEmpty);
    if (!answer.httpResponse().isSuccessful()) {
      refusal(body);
      return Optional.empty();
    }
    try {
      ListPage page = ListingXml.read(body);
      body.close();
      return Optional.of(page);
    } catch (IOException | XMLStreamException | RuntimeException e) {
      // The last: there are parsers that let go of what their input throws, or of errors of theirs.
      log.debug("a listing that cannot be read is left to the SDK: {}", e.getClass().getName());
      body.abort();
      return Optional.empty();
    }
  }

  /**
   * The answer to an upload that was stored, or of a condition that does not hold; empty where the
   * SDK is to make it, again if need be.
   *
   * @param timeout after which it is given up
   * @param attempts learn of it
   */
  Optional<SdkHttpResponse> upload(Upload upload, Duration timeout, Attempts attempts) {
    return send(
        known -> known.request(SdkHttpMethod.PUT, upload.key(), headers(upload), upload.query()),
        upload.key(),
        Optional.of(upload.body()),
        refusedUploads,
        request -> within(timeout, request, () -> settled(request, attempts)));
  }

  private static Map<String, String> headers(Upload upload) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int length = upload.body().length();
    headers.put("Content-Length", String.valueOf(length));
    headers.put("Content-Type", Upload.CONTENT_TYPE);
    if (length >= EXPECT_CONTINUE_BYTES) {
      headers.put("Expect", "100-continue");
    }
    headers.putAll(upload.headers());
    return headers;
  }

  /** A request, or all of it that can take long. */
  private interface Answering<T> {
    Optional<T> answer() throws IOException;
  }

  /** Makes a request that is given up if it takes longer: a socket limits each wait alone. */
  private static <T> Optional<T> within(
      Duration timeout, ExecutableHttpRequest request, Answering<T> answering) throws IOException {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Void> ignored =
        ended
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionallyAsync( // the timer is one for all, and must not wait for a socket
                late -> {
                  request.abort();
                  return null;
                });
    try {
      return answering.answer();
    } finally {
      ended.complete(null);
    }
  }

  private Optional<SdkHttpResponse> settled(ExecutableHttpRequest request, Attempts attempts)
      throws IOException {
    attempts.sending();
    try {
      HttpExecuteResponse answer = request.call();
      answer.responseBody().ifPresent(DirectRequests::refusal);
      SdkHttpResponse head = answer.httpResponse();
      attempts.answered(head.statusCode());
      note(head.statusCode(), refusedUploads);
      return Optional.of(head)
          .filter(said -> said.isSuccessful() || said.statusCode() == PRECONDITION_FAILED);
    } catch (IOException e) {
      if (isUnconnected(e)) {
        attempts.lastWasNotSent();
      }
      throw e;
    }
  }

  private static boolean isUnconnected(IOException e) {
    return e instanceof ConnectException
        || e instanceof NoRouteToHostException
        || e instanceof UnknownHostException;
  }

  private Optional<HttpExecuteResponse> read(
      SdkHttpMethod method, String key, Map<String, String> headers) {
    return send(
        known -> known.request(method, key, headers, /* query= */ Map.of()),
        key,
        /* body= */ Optional.empty(),
        refusedReads,
        request -> {
          HttpExecuteResponse answer = request.call();
          note(answer.httpResponse().statusCode(), refusedReads);
          return Optional.of(answer);
        });
  }

  /** What is done with a request that is ready to be sent. */
  private interface Sending<T> {
    Optional<T> send(ExecutableHttpRequest request) throws IOException;
  }

  private <T> Optional<T> send(
      Function<RequestPattern, SdkHttpRequest> unsigned,
      String key,
      Optional<PartBody> body,
      Refusals refusals,
      Sending<T> sending) {
    RequestPattern known = pattern;
    if (known == null || key.startsWith("/") || refusals.areTooMany() || rest.lasts()) {
      return Optional.empty();
    }
    try {
      SdkHttpRequest signed =
          known.sign(unsigned.apply(known), body, signer, credentials.resolveCredentials());
      guard.check(signed);
      HttpExecuteRequest.Builder request = HttpExecuteRequest.builder().request(signed);
      body.ifPresent(sent -> request.contentStreamProvider(sent::openStream));
      return sending.send(http.prepareRequest(request.build()));
    } catch (IOException | SdkException | IllegalStateException e) { // the last: it is closed
      log.debug("a request is left to the SDK: {}", e.toString());
      return Optional.empty();
    }
  }

  private void note(int status, Refusals refusals) {
    switch (status) {
      case HttpStatusCode.BAD_REQUEST, HttpStatusCode.UNAUTHORIZED, HttpStatusCode.FORBIDDEN ->
          refusals.add();
      case HttpStatusCode.MOVED_PERMANENTLY, TEMPORARY_REDIRECT ->
          pattern = null; // to be learnt anew
      default -> refusals.end();
    }
    if (OVERLOADED.contains(status)) {
      rest.begin();
    }
  }
}
