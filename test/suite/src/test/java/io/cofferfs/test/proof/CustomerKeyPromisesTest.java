package io.cofferfs.test.proof;

import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.proof.ProofVolume.Kind;

/** A volume of objects under a customer key (SSE-C). */
@RequiresFuse
final class CustomerKeyPromisesTest extends MountedPromises {
  @Override
  Kind kind() {
    return Kind.CUSTOMER_KEY;
  }
}
