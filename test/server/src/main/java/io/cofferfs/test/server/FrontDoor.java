package io.cofferfs.test.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.gaul.shaded.org.eclipse.jetty.http.HttpField;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.io.Content;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * What every request passes on its way in and out: the rule that customer keys travel over TLS
 * only, the {@link RequestHook}, and one writer at a time for each object, because S3Proxy checks
 * preconditions some time before it writes.
 *
 * <p>It also reads the rest of an upload that was refused, as real front ends do. Otherwise the
 * server closes the connection under a client that is still sending, which then sees a broken pipe
 * instead of the answer.
 */
final class FrontDoor extends Handler.Wrapper {
  private final KeyLocks writers = new KeyLocks();
  private final boolean insecureCustomerKeys;
  private final ServerCharacter character;
  private volatile RequestHook hook = RequestHook.NONE;

  /**
   * @param character what this server is like when nothing goes wrong
   */
  FrontDoor(Handler s3, boolean insecureCustomerKeys, ServerCharacter character) {
    super(s3);
    this.insecureCustomerKeys = insecureCustomerKeys;
    this.character = character;
  }

  void hook(RequestHook next) {
    hook = next;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ServedRequest served = served(request);
    Callback drained = draining(request, callback);
    if (!insecureCustomerKeys && !served.secure() && carriesCustomerKey(served)) {
      return refuse(
          new Reaction.Refusal(400, "InvalidRequest", "SSE-C needs TLS"), response, drained);
    }
    Reaction reaction = hook.on(served);
    if (reaction instanceof Reaction.Pass) {
      reaction =
          character.wantsBody(served)
              ? character.onBody(served, Content.Source.asString(request))
              : character.on(served);
    }
    if (reaction instanceof Reaction.Refusal refusal) {
      return refuse(refusal, response, drained);
    }
    if (reaction instanceof Reaction.Answer given) {
      return answer(200, given.xml(), response, drained);
    }
    Response answer = AlteredResponse.of(request, response, reaction);
    Step handling = () -> super.handle(request, answer, drained);
    if (served.deletesObjects()) {
      return inTurn(handling, writers::writingAny);
    }
    return served.changesAnObject()
        ? inTurn(handling, step -> writers.writing(served.path(), step))
        : handling.run();
  }

  private interface Step {
    boolean run() throws Exception;
  }

  private interface UnderLock {
    boolean run(Supplier<Boolean> step);
  }

  /** S3Proxy answers on the thread that calls it, so the lock is held until all is done. */
  private static boolean inTurn(Step step, UnderLock lock) throws Exception {
    Exception[] thrown = new Exception[1];
    boolean handled =
        lock.run(
            () -> {
              try {
                return step.run();
              } catch (Exception e) {
                thrown[0] = e;
                return true;
              }
            });
    if (thrown[0] != null) {
      throw thrown[0];
    }
    return handled;
  }

  private static ServedRequest served(Request request) {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers.merge(
          field.getName().toLowerCase(Locale.ROOT),
          field.getValue() == null ? "" : field.getValue(),
          (one, other) -> one + "," + other);
    }
    String query = request.getHttpURI().getQuery();
    return new ServedRequest(
        request.getMethod(),
        request.getHttpURI().getPath(),
        query == null ? "" : query,
        headers,
        request.isSecure());
  }

  private static boolean carriesCustomerKey(ServedRequest request) {
    return request.headers().keySet().stream()
        .anyMatch(name -> name.contains("server-side-encryption-customer-key"));
  }

  private static boolean refuse(Reaction.Refusal refusal, Response response, Callback callback) {
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
            + refusal.code()
            + "</Code><Message>"
            + refusal.message()
            + "</Message><RequestId>test</RequestId></Error>";
    return answer(refusal.status(), body, response, callback);
  }

  private static boolean answer(int status, String body, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml");
    response.write(
        /* last= */ true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
    return true;
  }

  private static Callback draining(Request request, Callback callback) {
    return Callback.from(
        () ->
            Content.Source.consumeAll(
                request, Callback.from(callback::succeeded, failure -> callback.succeeded())),
        callback::failed);
  }
}
