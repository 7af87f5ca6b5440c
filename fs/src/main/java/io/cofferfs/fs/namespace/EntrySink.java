package io.cofferfs.fs.namespace;

/** Takes the entries of a directory, in no particular order. */
@FunctionalInterface
public interface EntrySink {

  /** Returns whether more entries are wanted. */
  boolean accept(ListedEntry entry);
}
