package io.cofferfs.fs.fuse;

import java.util.Optional;

/** What a mount needs of this machine, each part looked at by itself. */
public final class FuseInstallation {
  private FuseInstallation() {}

  /** Why libfuse cannot be loaded. */
  public static Optional<FuseException> libraryProblem() {
    return problem(NativeLibraries::libFuse);
  }

  /** Why /dev/fuse cannot be used by this process. */
  public static Optional<FuseException> deviceProblem() {
    return problem(() -> MountPreconditions.ofThisProcess().checkDevice());
  }

  /** Why an ordinary user cannot mount; root can without. */
  public static Optional<FuseException> fusermountProblem() {
    return problem(() -> MountPreconditions.ofThisProcess().checkFusermount());
  }

  private interface Part {
    void check() throws FuseException;
  }

  private static Optional<FuseException> problem(Part part) {
    try {
      part.check();
      return Optional.empty();
    } catch (FuseException e) {
      return Optional.of(e);
    }
  }
}
