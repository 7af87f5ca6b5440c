package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.Preconditions.Support;

/** How far an endpoint keeps to the condition that an object is to be deleted in one version. */
enum DeleteSupport {
  /** For each object of a request that deletes many. */
  OF_MANY(Support.HELD_OR_REFUSED),
  /** In requests that delete one. */
  OF_ONE(Support.HELD_OR_REFUSED),
  /** Not at all, or that is not known: then the version is looked at first, which leaves a gap. */
  NONE(Support.IGNORED);

  private final Support ofOne;

  DeleteSupport(Support ofOne) {
    this.ofOne = ofOne;
  }

  Support ofOne() {
    return ofOne;
  }
}
