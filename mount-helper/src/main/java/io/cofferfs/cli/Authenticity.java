package io.cofferfs.cli;

/** What the keys at hand say of a volume file. */
enum Authenticity {
  AUTHENTIC,
  /** They open it, and its MAC or its epochs are not those of the volume: made up, or damaged. */
  FORGED,
  /** They do not open it; under others it may well be in order. */
  UNKNOWN
}
