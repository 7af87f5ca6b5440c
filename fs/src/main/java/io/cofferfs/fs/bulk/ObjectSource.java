package io.cofferfs.fs.bulk;

import io.cofferfs.fs.s3.ObjectInfo;
import java.io.IOException;

/** A volume to read from, whatever encrypts it. Thread-safe. */
public interface ObjectSource {

  /** Tells what the object is now, without its body. */
  Description describe(Item item) throws IOException;

  /** The same of an object that was asked for. */
  Description describe(String path, ObjectInfo info) throws IOException;

  /** Opens the object as it is now. */
  SourceObject open(Item item) throws IOException;

  /** What every piece of content but the last one must be a multiple of. */
  int alignment();
}
