package io.cofferfs.test.server.kms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** AWS JSON 1.1 over HTTP: one path, the operation in a header, errors in the body. */
final class KmsHandler implements HttpHandler {
  private static final String SCOPE = "/" + EmbeddedKms.REGION + "/kms/aws4_request";

  private final JsonMapper json = JsonMapper.builder().build();
  private final KmsOperations operations;
  private final Map<KmsOperation, Integer> calls =
      Collections.synchronizedMap(new EnumMap<>(KmsOperation.class));
  private int throttled;

  KmsHandler(KmsOperations operations) {
    this.operations = operations;
  }

  int calls(KmsOperation operation) {
    return calls.getOrDefault(operation, 0);
  }

  synchronized void throttle(int requests) {
    throttled = requests;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange, 200, perform(exchange));
      } catch (KmsFault e) {
        answer(
            exchange, 400, Map.of("__type", e.code(), "message", String.valueOf(e.getMessage())));
      } catch (GeneralSecurityException e) {
        answer(exchange, 500, Map.of("__type", "KMSInternalException", "message", e.toString()));
      }
    }
  }

  private Map<String, Object> perform(HttpExchange exchange)
      throws IOException, KmsFault, GeneralSecurityException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    KmsOperation operation = operation(exchange);
    calls.merge(operation, 1, Integer::sum);
    requireSigned(exchange);
    requireCapacity();
    return operations.perform(operation, KmsRequest.parse(json, body));
  }

  private static KmsOperation operation(HttpExchange exchange) throws KmsFault {
    String target = header(exchange, "X-Amz-Target").orElse("");
    return KmsOperation.ofTarget(target)
        .orElseThrow(() -> new KmsFault("UnknownOperationException", "unknown: " + target));
  }

  /** Who signs, and for what; not the signature itself. */
  private static void requireSigned(HttpExchange exchange) throws KmsFault {
    String authorization = header(exchange, "Authorization").orElse("");
    if (authorization.isEmpty()) {
      throw new KmsFault("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    boolean known =
        authorization.startsWith("AWS4-HMAC-SHA256 Credential=" + EmbeddedKms.ACCESS_KEY + "/")
            && authorization.contains(SCOPE);
    if (!known) {
      throw new KmsFault(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
  }

  private synchronized void requireCapacity() throws KmsFault {
    if (throttled > 0) {
      throttled--;
      throw new KmsFault("ThrottlingException", "Rate exceeded");
    }
  }

  private void answer(HttpExchange exchange, int status, Map<String, Object> members)
      throws IOException {
    byte[] body = json.writeValueAsBytes(members);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }
}
