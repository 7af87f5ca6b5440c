package io.cofferfs.fs.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/**
 * Has the SDK try again where a connection breaks within an answer that it parses itself, such as a
 * page of a listing. It would take that for a malformed answer, and at the answer's first byte lets
 * it escape as an error that is none of its own. The bodies of objects are read by others.
 */
final class CutOffAnswers implements ExecutionInterceptor {

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    return context.request() instanceof GetObjectRequest
        ? context.responseBody()
        : context.responseBody().map(Parsed::new);
  }

  /** An answer's text, whose end before its time is worth another attempt. */
  private static final class Parsed extends FilterInputStream {
    Parsed(InputStream answer) {
      super(answer);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw cutOff(e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        throw cutOff(e);
      }
    }

    private static RetryableException cutOff(IOException cause) {
      return RetryableException.create("the connection broke within an answer", cause);
    }
  }
}
