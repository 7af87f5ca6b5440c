package io.cofferfs.fs.s3;

import java.util.Optional;

/** What must hold for a write to take place; else it is {@code PRECONDITION_FAILED}. */
public sealed interface Precondition {

  /** The object exists in this version. */
  record IfMatch(ETag etag) implements Precondition {}

  /** No object has this key. */
  record IfAbsent() implements Precondition {}

  /** Nothing: the last writer wins. */
  record None() implements Precondition {}

  static Precondition ifMatch(ETag etag) {
    return new IfMatch(etag);
  }

  static Precondition ifAbsent() {
    return new IfAbsent();
  }

  static Precondition none() {
    return new None();
  }

  /** {@link IfMatch} of the version that is there, {@link IfAbsent} where none is. */
  static Precondition unchangedSince(Optional<ETag> version) {
    return version.map(Precondition::ifMatch).orElseGet(Precondition::ifAbsent);
  }
}
