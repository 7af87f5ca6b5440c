package io.cofferfs.test.server;

import org.gaul.shaded.org.eclipse.jetty.http.HttpFields;
import org.gaul.shaded.org.eclipse.jetty.http.HttpHeader;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** Takes the conditions off writes, as servers do that have not heard of them. */
final class WithoutConditions extends Handler.Wrapper {

  WithoutConditions(Handler s3) {
    super(s3);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    return super.handle(reads ? request : new Unconditional(request), response, callback);
  }

  private static final class Unconditional extends Request.Wrapper {
    Unconditional(Request request) {
      super(request);
    }

    @Override
    public HttpFields getHeaders() {
      return HttpFields.build(super.getHeaders())
          .remove(HttpHeader.IF_MATCH)
          .remove(HttpHeader.IF_NONE_MATCH)
          .asImmutable();
    }
  }
}
