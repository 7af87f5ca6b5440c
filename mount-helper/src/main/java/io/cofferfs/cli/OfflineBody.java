package io.cofferfs.cli;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** An object's body in a local file, with the key to it. */
interface OfflineBody {

  /** Opens all of it and lets nothing out. */
  void verify() throws IOException;

  /**
   * Writes the content, of which nothing is written before it is verified; a failure leaves a
   * beginning behind.
   */
  void writeTo(WritableByteChannel target) throws IOException;
}
