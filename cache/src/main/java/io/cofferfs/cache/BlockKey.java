package io.cofferfs.cache;

/** A block's place: the content it is part of, and its number in it. */
record BlockKey<C>(C content, long index) {

  /** Without the content, which may name a file: a cache that reports trouble prints its keys. */
  @Override
  public String toString() {
    return "block " + index;
  }
}
