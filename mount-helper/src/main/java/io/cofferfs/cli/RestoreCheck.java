package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Whether something would be lost by putting an earlier volume file back. Files count that the root
 * key at hand authenticates, or, as there may be a new root key since, the keys that are held; and
 * also those that none of them opens, because they may be newer and in order. What a store makes up
 * under keys that are held keeps nobody from restoring.
 */
final class RestoreCheck {
  private final S3Location location;
  private final String name;
  private final HeldKeys held;
  private final UnlockedVolume earlier;

  /**
   * @param name of the earlier file, for people
   */
  RestoreCheck(S3Location location, String name, HeldKeys held, UnlockedVolume earlier) {
    this.location = location;
    this.name = name;
    this.held = held;
    this.earlier = earlier;
  }

  /**
   * @param copies all that are volume files
   */
  void require(Optional<StoredVolumeFile> standing, List<Earlier> copies)
      throws IOException, CliException {
    Optional<VolumeFile> present = parsed(standing);
    if (present.isPresent()) {
      requireSameVolume(present.get());
      requireNothingLost(present.get(), "the one there now", /* isNewer= */ true);
    }
    for (Earlier copy : copies) {
      VolumeFile file = copy.parse();
      if (isOfThisVolume(file)) {
        requireNothingLost(
            file, copy.name(), file.generation() > earlier.file().generation() || hasMore(file));
      }
    }
  }

  /** The highest generation of the authentic files that there are; 0 if there is none. */
  long newestGeneration(Optional<StoredVolumeFile> standing, List<Earlier> copies)
      throws IOException, CliException {
    long newest = 0;
    Optional<VolumeFile> present = parsed(standing);
    if (present.isPresent() && isAuthentic(present.get())) {
      newest = present.get().generation();
    }
    for (Earlier copy : copies) {
      VolumeFile file = copy.parse();
      if (file.generation() > newest && isAuthentic(file)) {
        newest = file.generation();
      }
    }
    return newest;
  }

  /** Nobody said which one to go back to: that is for a file that is lost or damaged only. */
  void requireNeed(Optional<StoredVolumeFile> standing) throws IOException, CliException {
    Optional<VolumeFile> present = parsed(standing);
    if (present.isPresent() && isAuthentic(present.get())) {
      throw new CliException(
          ExitCode.FAILED,
          "the volume file of "
              + location
              + " is in order; to go back to an earlier one, name a FILE or --copy N");
    }
  }

  private static Optional<VolumeFile> parsed(Optional<StoredVolumeFile> standing) {
    return standing.flatMap(stored -> Earlier.parsed(stored.bytes()));
  }

  private boolean isOfThisVolume(VolumeFile other) {
    return other.volumeId().equals(earlier.file().volumeId());
  }

  private boolean hasMore(VolumeFile other) {
    return other.currentEpoch() > earlier.file().currentEpoch();
  }

  private void requireSameVolume(VolumeFile standing) throws CliException {
    if (!isOfThisVolume(standing)) {
      throw new CliException(
          ExitCode.FAILED,
          "at "
              + location
              + " is volume "
              + standing.volumeId()
              + ", and this is the file of volume "
              + earlier.file().volumeId()
              + "; --force puts it there all the same");
    }
  }

  /**
   * @param isNewer what a file that the keys do not open is taken for
   */
  private void requireNothingLost(VolumeFile other, String called, boolean isNewer)
      throws IOException, CliException {
    switch (judge(other)) {
      case AUTHENTIC -> requireNoNewerEpoch(other, called);
      case UNKNOWN -> {
        if (isNewer) {
          throw unknown(other, called);
        }
      }
      case FORGED -> {} // is put out of the way
    }
  }

  private void requireNoNewerEpoch(VolumeFile other, String called) throws CliException {
    if (hasMore(other)) {
      throw new CliException(
          ExitCode.FAILED,
          "this volume file knows the keys up to epoch "
              + earlier.file().currentEpoch()
              + " only, and "
              + called
              + " up to epoch "
              + other.currentEpoch()
              + ": what was written under the newer ones could not be read; --force puts it there"
              + " all the same");
    }
  }

  private CliException unknown(VolumeFile other, String called) {
    return new CliException(
        ExitCode.FAILED,
        "%s opens %s (epoch %d, generation %d), but not %s, which says to have epoch %d and generation %d and may be in order: what was written under keys that only that one has could not be read, and slots that were removed since would be back; give a key that opens both, or --force puts %s there all the same"
            .formatted(
                held.describe(),
                name,
                earlier.file().currentEpoch(),
                earlier.file().generation(),
                called,
                other.currentEpoch(),
                other.generation(),
                name));
  }

  private boolean isAuthentic(VolumeFile other) throws IOException {
    return isOfThisVolume(other) && judge(other) == Authenticity.AUTHENTIC;
  }

  /** Of a file that says to be of this volume. */
  private Authenticity judge(VolumeFile other) throws IOException {
    return hasRootKey(other) ? Authenticity.AUTHENTIC : held.judge(other, earlier);
  }

  private boolean hasRootKey(VolumeFile other) throws CofferException {
    try {
      earlier.with(other).close();
      return true;
    } catch (CofferException e) {
      if (e.reason() == Reason.TAMPERED) {
        return false;
      }
      throw e;
    }
  }
}
