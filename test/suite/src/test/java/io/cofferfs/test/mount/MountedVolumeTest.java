package io.cofferfs.test.mount;

import java.util.List;

/** All layers, over an encrypted volume with encrypted names in a bucket on the heap. */
@RequiresFuse
final class MountedVolumeTest extends MountedFilesContract {
  @Override
  List<String> served() {
    return List.of(InMemoryMount.ENCRYPTED_VOLUME);
  }
}
