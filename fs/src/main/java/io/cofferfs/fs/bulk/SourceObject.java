package io.cofferfs.fs.bulk;

import java.io.IOException;
import java.io.InputStream;

/**
 * One version of an object, open to be read. Nothing leaves it that was not verified, as far as its
 * encryption can. Thread-safe.
 */
public interface SourceObject extends AutoCloseable {

  /** What it is; refused if its metadata and its body do not belong together. */
  Description description() throws IOException;

  /**
   * The content from {@code start} (inclusive) to {@code end} (exclusive). Several can be read at
   * the same time; the caller closes them.
   *
   * @param start a multiple of {@link ObjectSource#alignment}
   * @param end the same, or the length
   */
  InputStream content(long start, long end) throws IOException;

  @Override
  void close() throws IOException;
}
