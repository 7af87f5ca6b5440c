package io.cofferfs.test.proof;

import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.proof.ProofVolume.Kind;

/** A volume that nothing encrypts. */
@RequiresFuse
final class PlainPromisesTest extends MountedPromises {
  @Override
  Kind kind() {
    return Kind.PLAIN;
  }
}
