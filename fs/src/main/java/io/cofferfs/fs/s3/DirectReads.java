package io.cofferfs.fs.s3;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
 * Reads objects without the way that requests take through the SDK, which costs more processor time
 * than signing, sending and receiving a small one (ADR 39). Signer and connections are the SDK's.
 * What is not answered as hoped for is the SDK's to ask again: it knows when to try once more, and
 * what to say. Thread-safe.
 */
final class DirectReads {
  private static final Logger log = LoggerFactory.getLogger(DirectReads.class);

  /** Refusals one after the other that show that the SDK knows better. */
  private static final int MAX_REFUSALS = 16;

  private static final int TEMPORARY_REDIRECT = 307;
  private static final int MAX_REFUSAL_BYTES = 16 * 1024;

  private final SdkHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final CustomerKeyTransport.Guard guard;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile @Nullable ReadPattern pattern;

  /** The client stays the caller's to close. */
  DirectReads(
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
              .flatMap(key -> ReadPattern.of(context.httpRequest(), key))
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
    return send(SdkHttpMethod.HEAD, key, headers)
        .map(HttpExecuteResponse::httpResponse)
        .filter(answer -> answer.isSuccessful() || isFinal(answer.statusCode()));
  }

  /** A 403 may be about the clock here, which the SDK sets by the server's. */
  private static boolean isFinal(int status) {
    return status == HttpStatusCode.NOT_FOUND || status == HttpStatusCode.BAD_REQUEST;
  }

  /** An object's body, the caller's to close; empty where the SDK is to ask. */
  Optional<ResponseInputStream<SdkHttpResponse>> get(String key, Map<String, String> headers) {
    Optional<HttpExecuteResponse> answer = send(SdkHttpMethod.GET, key, headers);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    SdkHttpResponse head = answer.get().httpResponse();
    AbortableInputStream body =
        answer.get().responseBody().orElseGet(AbortableInputStream::createEmpty);
    if (!head.isSuccessful()) {
      drop(body);
      return Optional.empty();
    }
    return Optional.of(new ResponseInputStream<>(head, body));
  }

  /** Keeps the connection of an answer that is as short as those are that refuse something. */
  private static void drop(AbortableInputStream body) {
    try {
      body.readNBytes(MAX_REFUSAL_BYTES);
      if (body.read() < 0) {
        body.close();
        return;
      }
    } catch (IOException e) {
      log.debug("the body of a refusal broke: {}", e.toString());
    }
    body.abort();
  }

  private Optional<HttpExecuteResponse> send(
      SdkHttpMethod method, String key, Map<String, String> headers) {
    ReadPattern known = pattern;
    if (known == null || key.startsWith("/") || refusals.get() >= MAX_REFUSALS) {
      return Optional.empty();
    }
    try {
      SdkHttpRequest signed =
          signer
              .sign(known.request(method, key, headers, credentials.resolveCredentials()))
              .request();
      guard.check(signed);
      HttpExecuteResponse answer =
          http.prepareRequest(HttpExecuteRequest.builder().request(signed).build()).call();
      note(answer.httpResponse().statusCode());
      return Optional.of(answer);
    } catch (IOException | SdkException | IllegalStateException e) { // the last: it is closed
      log.debug("a read is left to the SDK: {}", e.toString());
      return Optional.empty();
    }
  }

  private void note(int status) {
    switch (status) {
      case HttpStatusCode.BAD_REQUEST, HttpStatusCode.UNAUTHORIZED, HttpStatusCode.FORBIDDEN -> {
        if (refusals.incrementAndGet() == MAX_REFUSALS) {
          log.info("the server refuses reads; all are left to the SDK from now on");
        }
      }
      case HttpStatusCode.MOVED_PERMANENTLY, TEMPORARY_REDIRECT ->
          pattern = null; // to be learnt anew
      default -> refusals.set(0);
    }
  }
}
