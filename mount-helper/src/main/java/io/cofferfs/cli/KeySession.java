package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.UnlockedVolume;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The volume file of one volume, while a command about its keys runs. */
final class KeySession implements AutoCloseable {
  private final S3Location location;
  private final ObjectStore store;
  private final VolumeObject object;
  private final VolumeUnlock unlocking;
  private final KeySources sources;

  /** Takes ownership of the store. */
  KeySession(S3Location location, ObjectStore store, VolumeUnlock unlocking, KeySources sources) {
    this.location = location;
    this.store = store;
    this.object = new VolumeObject(store, location.prefix());
    store.probeUnder(location.prefix() + FilePath.PROBES);
    this.unlocking = unlocking;
    this.sources = sources;
  }

  /** A change of slots or epochs. */
  interface Change {
    VolumeFile of(UnlockedVolume unlocked, HeldKeys held) throws IOException, CliException;
  }

  /** What a change has made, and the number of the copy of what was before. */
  record Changed(VolumeFile volume, int copy) {}

  KeySources sources() {
    return sources;
  }

  VolumeCopies copies() {
    return object.copies();
  }

  /** What stands where the volume file belongs. */
  Optional<StoredVolumeFile> found() throws IOException {
    return object.stored();
  }

  StoredVolumeFile stored() throws IOException, CliException {
    Optional<StoredVolumeFile> found = found();
    if (found.isEmpty()) {
      throw MissingVolume.at(location, store).explained();
    }
    return found.get();
  }

  /**
   * All keys that are given, to try on several volume files.
   *
   * @param volumes not empty
   */
  HeldKeys holdAll(List<VolumeFile> volumes) throws IOException, CliException {
    return unlocking.holdAll(volumes);
  }

  /**
   * Returns if a key that was given opens this and says that it is authentic.
   *
   * @return the volume's fingerprint
   */
  String authenticate(VolumeFile volume) throws IOException, CliException {
    try (HeldKeys held = unlocking.hold(volume);
        UnlockedVolume unlocked = held.open(volume);
        VolumeKeys keys = unlocked.keys()) {
      return keys.fingerprint();
    }
  }

  /** Unlocks the volume file, changes it, and stores the result unless another one came first. */
  Changed change(Change change) throws IOException, CliException {
    return change(unlocking::hold, change);
  }

  /** As the other method, with all keys that are given. */
  Changed changeWithAllKeys(Change change) throws IOException, CliException {
    return change(unlocking::holdAll, change);
  }

  /** How the keys are fetched. */
  private interface Holding {
    HeldKeys of(VolumeFile volume) throws IOException, CliException;
  }

  private Changed change(Holding holding, Change change) throws IOException, CliException {
    StoredVolumeFile old = stored();
    VolumeFile volume = old.parse();
    try (HeldKeys held = holding.of(volume);
        UnlockedVolume unlocked = held.open(volume)) {
      VolumeFile next = changed(change, unlocked, held);
      return new Changed(next, replace(old, next.toBytes()));
    }
  }

  private static VolumeFile changed(Change change, UnlockedVolume unlocked, HeldKeys held)
      throws IOException, CliException {
    try {
      return change.of(unlocked, held);
    } catch (CofferException e) {
      // The file itself is authentic: this is about a limit of the format, not about damage.
      if (e.reason() == CofferException.Reason.MALFORMED) {
        throw new CliException(ExitCode.FAILED, e.getMessage() + "; nothing was changed", e);
      }
      throw e;
    }
  }

  /**
   * Keeps a copy of what stands there, and puts another volume file in its place.
   *
   * @return the number of the copy
   */
  int replace(StoredVolumeFile old, byte[] volume) throws IOException, CliException {
    try {
      return object.replace(old, volume);
    } catch (ObjectStoreException e) {
      throw translated(e);
    }
  }

  void create(byte[] volume) throws IOException, CliException {
    try {
      object.create(volume);
    } catch (ObjectStoreException e) {
      throw translated(e);
    }
  }

  private CliException translated(ObjectStoreException e) throws ObjectStoreException {
    if (e.reason() == Reason.PRECONDITION_FAILED) {
      return new CliException(
          ExitCode.FAILED,
          "the volume file of " + location + " was changed meanwhile; nothing was done, try again",
          e);
    }
    throw e;
  }

  @Override
  public void close() {
    store.close();
  }
}
