package io.cofferfs.fs.s3;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Some bytes of one version of an object as a stream that outlives its connections: when one
 * stalls, breaks, or ends early, the rest is asked for again. Not thread-safe.
 */
final class ResumingStream extends InputStream {
  private static final Logger log = LoggerFactory.getLogger(ResumingStream.class);

  /** Tries in a row that brought no byte; each is bounded in time and retried below this. */
  private static final int MAX_FRUITLESS_TRIES = 3;

  private final Source source;
  private final long end;
  private ResponseInputStream<SdkHttpResponse> current;
  private long position;
  private int fruitlessTries;

  /** Where the rest of the version comes from. */
  interface Source {
    ResponseInputStream<SdkHttpResponse> open(ByteRange rest) throws ObjectStoreException;
  }

  ResumingStream(Source source, long start, long end, ResponseInputStream<SdkHttpResponse> opened) {
    this.source = source;
    this.position = start;
    this.end = end;
    this.current = opened;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position < end) {
      int count = tryToRead(target, offset, (int) Math.min(length, end - position));
      if (count > 0) {
        position += count;
        fruitlessTries = 0;
        return count;
      }
      resume();
    }
    return -1;
  }

  /** Returns the bytes read, or -1 where the connection has no more to give. */
  private int tryToRead(byte[] target, int offset, int length) {
    try {
      return current.read(target, offset, length);
    } catch (IOException | SdkException e) {
      log.debug("a body broke {} bytes before its end: {}", end - position, e.toString());
      return -1;
    }
  }

  private void resume() throws ObjectStoreException {
    current.abort();
    if (++fruitlessTries > MAX_FRUITLESS_TRIES) {
      throw new ObjectStoreException(
          ObjectStoreException.Reason.UNAVAILABLE,
          "GET_OBJECT failed: the body breaks each time "
              + (end - position)
              + " bytes before its end");
    }
    current = source.open(new ByteRange(position, end));
  }

  /** Keeps the connection where the body was read to its end; else dropping it costs less. */
  @Override
  public void close() throws IOException {
    if (position < end) {
      current.abort();
    } else {
      current.close();
    }
  }
}
