package io.cofferfs.fs.s3;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Makes requests with the client that the endpoint understands. It begins with the checksums of
 * today's S3; an endpoint that refuses the first upload but takes it without them is talked to
 * without them from then on. Thread-safe.
 */
final class Requests implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  /** Slower uploads than this are given up: a part of 8 MiB has 32 s more than another request. */
  private static final long SLOWEST_BYTES_PER_SECOND = 256 << 10;

  private final ClientFactory clients;
  private final ErrorMapping errors;
  private final Duration attemptTimeout;
  private final Turns turns;
  private final DirectRequests direct;
  private final S3Client modern;
  private @Nullable S3Client plain;
  private volatile S3Client client;
  private volatile boolean checksumsSettled;

  Requests(ClientFactory clients, ErrorMapping errors, Connection connection) {
    this.clients = clients;
    this.errors = errors;
    this.attemptTimeout = connection.attemptTimeout();
    // As long as the attempts of a request that has a connection may take, with the direct one.
    this.turns =
        new Turns(
            connection.maxConnections(),
            attemptTimeout.multipliedBy(1 + ClientFactory.MAX_ATTEMPTS));
    this.direct = clients.direct();
    this.modern = clients.modern();
    this.client = modern;
  }

  /** A request, to be made with this client and this configuration. */
  interface Call<T> {
    T make(S3Client client, AwsRequestOverrideConfiguration configuration);
  }

  <T> T make(Operation operation, Call<T> call) throws ObjectStoreException {
    return make(Cost.of(operation), Map.of(), call);
  }

  /**
   * A kind of request, and how long it may take.
   *
   * @param bytes moved by the request or by the server for it; they give each attempt more time
   */
  record Cost(Operation operation, long bytes) {
    static Cost of(Operation operation) {
      return new Cost(operation, 0);
    }
  }

  /** Makes a request with these headers beside its own. */
  <T> T make(Cost cost, Map<String, String> headers, Call<T> call) throws ObjectStoreException {
    try (Turns.Turn ignored = turns.take(cost.operation())) {
      return send(cost, headers, call);
    }
  }

  /** The headers of a request, with or without the checksum of its body. */
  private interface Headers {
    Map<String, String> of(boolean checked);
  }

  /** Uploads a body; the SDK is called if the direct way fails, or the first upload is to come. */
  SdkHttpResponse upload(Upload upload, Call<? extends SdkResponse> bySdk)
      throws ObjectStoreException {
    Cost cost = new Cost(upload.operation(), upload.body().length());
    Attempts attempts = new Attempts();
    try (Turns.Turn ignored = turns.take(cost.operation())) {
      if (checksumsSettled) {
        Optional<SdkHttpResponse> answer =
            direct.upload(upload.checked(sendsChecksums()), timeout(cost), attempts);
        if (answer.isPresent()) {
          return requireSuccess(cost.operation(), answer.get());
        }
      }
      return send(cost, checked -> upload.checked(checked).headers(), attempts, bySdk)
          .sdkHttpResponse();
    }
  }

  /** Asks for the headers of an object; the SDK is called if the direct way fails. */
  SdkHttpResponse head(String key, Map<String, String> headers, Call<HeadObjectResponse> bySdk)
      throws ObjectStoreException {
    Cost cost = Cost.of(Operation.HEAD_OBJECT);
    try (Turns.Turn ignored = turns.take(cost.operation())) {
      Optional<SdkHttpResponse> answer = direct.head(key, headers);
      if (answer.isEmpty()) {
        return send(cost, headers, bySdk).sdkHttpResponse();
      }
      return requireSuccess(cost.operation(), answer.get());
    }
  }

  /** Asks for a page of a listing; the SDK is called if the direct way fails. */
  ListPage list(ListRequest wanted, Call<ListObjectsV2Response> bySdk) throws ObjectStoreException {
    Cost cost = Cost.of(Operation.LIST_OBJECTS);
    try (Turns.Turn ignored = turns.take(cost.operation())) {
      Optional<ListPage> page = direct.list(wanted, timeout(cost));
      return page.isPresent() ? page.get() : Answers.page(send(cost, Map.of(), bySdk));
    }
  }

  private SdkHttpResponse requireSuccess(Operation operation, SdkHttpResponse answer)
      throws ObjectStoreException {
    if (!answer.isSuccessful()) {
      throw errors.unexplained(operation, answer);
    }
    return answer;
  }

  /** Asks for an object or a part of it: a body that the caller closes. */
  ResponseInputStream<SdkHttpResponse> get(
      GetObjectRequest request,
      Map<String, String> headers,
      Call<ResponseInputStream<GetObjectResponse>> bySdk)
      throws ObjectStoreException {
    Cost cost = Cost.of(Operation.GET_OBJECT);
    Turns.Turn turn = turns.take(cost.operation());
    try {
      Optional<ResponseInputStream<SdkHttpResponse>> body =
          direct.get(request.key(), withConditions(request, headers));
      if (body.isPresent()) {
        requireSuccess(cost.operation(), body.get().response());
      }
      return Turns.until(
          turn, body.isPresent() ? body.get() : withHeaders(send(cost, headers, bySdk)));
    } catch (ObjectStoreException | RuntimeException | Error e) {
      turn.close();
      throw e;
    }
  }

  private static Map<String, String> withConditions(
      GetObjectRequest request, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    if (request.range() != null) {
      all.put("Range", request.range());
    }
    if (request.ifMatch() != null) {
      all.put("If-Match", request.ifMatch());
    }
    return all;
  }

  private static ResponseInputStream<SdkHttpResponse> withHeaders(
      ResponseInputStream<GetObjectResponse> body) {
    return new ResponseInputStream<>(
        body.response().sdkHttpResponse(),
        AbortableInputStream.create(body, body),
        Duration.ZERO); // the body inside has the SDK's watch over those that are not read
  }

  private <T> T send(Cost cost, Map<String, String> headers, Call<T> call)
      throws ObjectStoreException {
    return send(cost, checked -> headers, new Attempts(), call);
  }

  @SuppressWarnings("ReferenceEquality") // which of the two it is
  private <T> T send(Cost cost, Headers headers, Attempts attempts, Call<T> call)
      throws ObjectStoreException {
    Operation operation = cost.operation();
    S3Client current = client;
    boolean checked = current == modern;
    Map<String, String> chosen = headers.of(checked);
    try {
      T result = call.make(current, configuration(attempts, cost, chosen));
      if (operation.carriesData()) {
        checksumsSettled = true;
      }
      return result;
    } catch (SdkException e) {
      if (checked && mayDislikeChecksums(operation, e)) {
        return withoutChecksums(cost, headers.of(/* checked= */ false), attempts, call);
      }
      throw errors.map(operation, e, attempts);
    } catch (CancellationException e) {
      throw errors.unconnected(operation, e, attempts);
    }
  }

  /** Whether uploads carry checksums, as far as has been found out. */
  @SuppressWarnings("ReferenceEquality") // which of the two it is
  boolean sendsChecksums() {
    return client == modern;
  }

  private AwsRequestOverrideConfiguration configuration(
      Attempts attempts, Cost cost, Map<String, String> headers) {
    return AwsRequestOverrideConfiguration.builder()
        .putExecutionAttribute(attempts.attribute(), attempts)
        .putExecutionAttribute(ExtraHeaders.OF_REQUEST, headers)
        .apiCallAttemptTimeout(timeout(cost))
        .build();
  }

  private Duration timeout(Cost cost) {
    return attemptTimeout.plusSeconds(cost.bytes() / SLOWEST_BYTES_PER_SECOND);
  }

  /** Servers say it in many ways; none of these has changed anything. */
  private boolean mayDislikeChecksums(Operation operation, SdkException e) {
    boolean liked = checksumsSettled && sendsChecksums(); // another request may have found it out
    if (liked || !operation.carriesChecksum()) {
      return false;
    }
    return e instanceof AwsServiceException answer
        && switch (answer.statusCode()) {
          case 400, 411, 501 -> true;
          case 403 ->
              answer.awsErrorDetails() != null
                  && "SignatureDoesNotMatch".equals(answer.awsErrorDetails().errorCode());
          default -> false;
        };
  }

  private <T> T withoutChecksums(
      Cost cost, Map<String, String> headers, Attempts attempts, Call<T> call)
      throws ObjectStoreException {
    S3Client other = plainClient();
    try {
      T result = call.make(other, configuration(attempts, cost, headers));
      settleFor(other);
      return result;
    } catch (SdkException e) {
      throw errors.map(cost.operation(), e, attempts); // so it was not the checksum
    } catch (CancellationException e) {
      throw errors.unconnected(cost.operation(), e, attempts);
    }
  }

  private synchronized S3Client plainClient() {
    S3Client made = plain;
    if (made == null) {
      made = clients.plain();
      plain = made;
    }
    return made;
  }

  private synchronized void settleFor(S3Client other) {
    if (!checksumsSettled) {
      client = other;
      checksumsSettled = true; // last: uploads go past the SDK from here on
      log.info("the endpoint refuses checksums; uploads go without them from now on");
    }
  }

  @Override
  public synchronized void close() {
    modern.close();
    if (plain != null) {
      plain.close();
    }
    clients.close();
  }
}
