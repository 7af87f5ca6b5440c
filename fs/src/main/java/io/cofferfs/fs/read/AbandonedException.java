package io.cofferfs.fs.read;

import java.io.IOException;

/** A prefetch was given up because its reader has gone; whoever else wants the block asks anew. */
final class AbandonedException extends IOException {
  private static final long serialVersionUID = 1;

  AbandonedException() {
    super("prefetch abandoned");
  }
}
