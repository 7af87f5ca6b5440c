package io.cofferfs.fs.vfs;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a mount shows differently from what is stored.
 *
 * @param readOnly whether everything that would change the volume is refused
 * @param uid the owner of everything, instead of the stored ones
 * @param gid the group of everything, instead of the stored ones
 * @param umask permission bits taken away from everything
 */
public record TreeSettings(
    boolean readOnly, OptionalLong uid, OptionalLong gid, OptionalInt umask) {

  /** Shows what is stored. */
  public static final TreeSettings AS_STORED =
      new TreeSettings(false, OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());

  public TreeSettings withReadOnly(boolean value) {
    return new TreeSettings(value, uid, gid, umask);
  }
}
