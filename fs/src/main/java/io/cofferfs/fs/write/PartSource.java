package io.cofferfs.fs.write;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Content to make parts of. */
@FunctionalInterface
interface PartSource {

  /** Fills {@code target}, which does not reach behind the end. */
  void readPart(long offset, ByteBuffer target) throws IOException;
}
