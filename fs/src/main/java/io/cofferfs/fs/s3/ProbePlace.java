package io.cofferfs.fs.s3;

import java.util.UUID;

/**
 * Where objects may be made for a moment, to see what the server does with them: among what a
 * volume keeps for itself, so that nobody sees them, whatever becomes of this process. Thread-safe.
 */
final class ProbePlace {
  // For who says nothing else, the whole bucket is the volume.
  private volatile String directory = ".coffer/probe/";

  /**
   * @param value ends in a slash
   */
  void set(String value) {
    if (!value.endsWith("/")) {
      throw new IllegalArgumentException("the place of probes ends in a slash");
    }
    directory = value;
  }

  /** A key where nothing is. */
  String newKey() {
    return directory + UUID.randomUUID();
  }
}
