package io.cofferfs.test.proof;

import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.proof.ProofVolume.Kind;

/** A volume under client-side encryption. */
@RequiresFuse
final class CofferPromisesTest extends MountedPromises {
  @Override
  Kind kind() {
    return Kind.COFFER;
  }
}
