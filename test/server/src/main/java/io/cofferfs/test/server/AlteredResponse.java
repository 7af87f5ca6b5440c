package io.cofferfs.test.server;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.gaul.shaded.org.eclipse.jetty.io.EofException;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/** An answer that goes wrong on its way to the client, as a {@link Reaction} says. */
final class AlteredResponse extends Response.Wrapper {
  /** Nobody waits longer than this for a test that forgot to release a stalled body. */
  private static final long MAX_STALL_SECONDS = 60;

  private final Reaction reaction;
  private long bodyBytes;

  private AlteredResponse(Request request, Response response, Reaction reaction) {
    super(request, response);
    this.reaction = reaction;
  }

  static Response of(Request request, Response response, Reaction reaction) {
    return reaction instanceof Reaction.Pass
        ? response
        : new AlteredResponse(request, response, reaction);
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (reaction instanceof Reaction.MissingHeaders missing) {
      remove(missing.names());
    }
    if (reaction instanceof Reaction.AddedHeaders added && !isCommitted()) {
      added.headers().forEach(getHeaders()::put);
    }
    if (reaction instanceof Reaction.LostAnswer) {
      breakConnection(callback);
    } else if (reaction instanceof Reaction.BrokenBody broken) {
      writeUpTo(broken.afterBytes(), last, content, callback);
    } else if (reaction instanceof Reaction.StalledBody stalled) {
      writeUpTo(stalled.afterBytes(), last, content, callback);
    } else {
      super.write(last, content, callback);
    }
  }

  private void remove(Set<String> names) {
    if (!isCommitted()) {
      names.forEach(getHeaders()::remove);
    }
  }

  private void writeUpTo(long limit, boolean last, ByteBuffer content, Callback callback) {
    int length = content == null ? 0 : content.remaining();
    if (bodyBytes + length <= limit) {
      bodyBytes += length;
      super.write(last, content, callback);
      return;
    }
    ByteBuffer head = content.slice(content.position(), (int) (limit - bodyBytes));
    bodyBytes = limit;
    super.write(/* last= */ false, head, Callback.from(() -> end(callback), callback::failed));
  }

  private void end(Callback callback) {
    if (reaction instanceof Reaction.StalledBody stalled) {
      try {
        stalled.released().await(MAX_STALL_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    breakConnection(callback);
  }

  private void breakConnection(Callback callback) {
    getRequest().getConnectionMetaData().getConnection().getEndPoint().close();
    callback.failed(new EofException("connection broken by the test"));
  }
}
