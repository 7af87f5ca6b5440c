package io.cofferfs.cli;

import io.cofferfs.cli.VolumeCopies.Copy;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether something would be lost by putting an earlier volume file back. Only files that the root
 * key at hand authenticates count, or, as there may be a new root key since, the keys that are
 * held: what a store makes up keeps nobody from restoring.
 */
final class RestoreCheck {
  private final S3Location location;
  private final HeldKeys held;
  private final UnlockedVolume earlier;

  RestoreCheck(S3Location location, HeldKeys held, UnlockedVolume earlier) {
    this.location = location;
    this.held = held;
    this.earlier = earlier;
  }

  void require(Optional<StoredVolumeFile> standing, VolumeCopies copies)
      throws IOException, CliException {
    if (standing.isPresent()) {
      Optional<VolumeFile> file = Earlier.parsed(standing.get().bytes());
      if (file.isPresent()) {
        requireSameVolume(file.get());
        requireNoNewerEpoch(file.get(), "the one there now");
      }
    }
    for (Copy copy : copies.list()) {
      Optional<VolumeFile> file = copies.read(copy.number()).flatMap(Earlier::parsed);
      if (file.isPresent()) {
        requireNoNewerEpoch(file.get(), Earlier.nameOfCopy(copy.number()));
      }
    }
  }

  /** The highest generation of the authentic files that there are; 0 if there is none. */
  long newestGeneration(Optional<StoredVolumeFile> standing, VolumeCopies copies)
      throws IOException {
    long newest = 0;
    Optional<VolumeFile> present = standing.flatMap(stored -> Earlier.parsed(stored.bytes()));
    if (present.isPresent() && isAuthentic(present.get())) {
      newest = present.get().generation();
    }
    for (Copy copy : copies.list()) {
      Optional<VolumeFile> file = copies.read(copy.number()).flatMap(Earlier::parsed);
      if (file.isPresent() && file.get().generation() > newest && isAuthentic(file.get())) {
        newest = file.get().generation();
      }
    }
    return newest;
  }

  /** Nobody said which one to go back to: that is for a file that is lost or damaged only. */
  void requireNeed(Optional<StoredVolumeFile> standing) throws IOException, CliException {
    Optional<VolumeFile> file = standing.flatMap(stored -> Earlier.parsed(stored.bytes()));
    if (file.isPresent() && isAuthentic(file.get())) {
      throw new CliException(
          ExitCode.FAILED,
          "the volume file of "
              + location
              + " is in order; to go back to an earlier one, name a FILE or --copy N");
    }
  }

  private void requireSameVolume(VolumeFile standing) throws CliException {
    if (!standing.volumeId().equals(earlier.file().volumeId())) {
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

  private void requireNoNewerEpoch(VolumeFile other, String name) throws IOException, CliException {
    int has = earlier.file().currentEpoch();
    if (other.currentEpoch() > has && isAuthentic(other)) {
      throw new CliException(
          ExitCode.FAILED,
          "this volume file knows the keys up to epoch "
              + has
              + " only, and "
              + name
              + " up to epoch "
              + other.currentEpoch()
              + ": what was written under the newer ones could not be read; --force puts it there"
              + " all the same");
    }
  }

  private boolean isAuthentic(VolumeFile other) throws IOException {
    return isTrue(() -> hasRootKey(other)) || isTrue(() -> held.isOfSameVolume(other, earlier));
  }

  private boolean hasRootKey(VolumeFile other) throws CofferException {
    earlier.with(other).close();
    return true;
  }

  /** An attempt to show that a file is authentic. */
  private interface Proof {
    boolean holds() throws IOException;
  }

  private static boolean isTrue(Proof proof) throws IOException {
    try {
      return proof.holds();
    } catch (CofferException e) {
      if (e.reason() == Reason.WRONG_KEY || e.reason() == Reason.TAMPERED) {
        return false;
      }
      throw e;
    }
  }
}
