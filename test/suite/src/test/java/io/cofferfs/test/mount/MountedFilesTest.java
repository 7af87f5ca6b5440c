package io.cofferfs.test.mount;

import java.util.List;

/** The binding alone, over a tree on the heap. */
@RequiresFuse
final class MountedFilesTest extends MountedFilesContract {
  @Override
  List<String> served() {
    return List.of();
  }
}
