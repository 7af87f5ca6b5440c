package io.cofferfs.test.server;

import java.util.Set;
import org.gaul.shaded.org.eclipse.jetty.http.HttpFields;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** Takes conditions off writes, as servers do that have not heard of them. */
final class WithoutConditions extends Handler.Wrapper {
  private final Set<HttpHeader> ignored;

  WithoutConditions(Handler s3, Set<HttpHeader> ignored) {
    super(s3);
    this.ignored = ignored;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    return super.handle(reads ? request : new Unconditional(request), response, callback);
  }

  private final class Unconditional extends Request.Wrapper {
    Unconditional(Request request) {
      super(request);
    }

    @Override
    public HttpFields getHeaders() {
      HttpFields.Mutable headers = HttpFields.build(super.getHeaders());
      ignored.forEach(headers::remove);
      return headers.asImmutable();
    }
  }
}
