package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A volume file whose root key is at hand and whose MAC is right: what may be changed. Every change
 * gives a new volume file, of the next generation and with a new MAC; nothing here writes it
 * anywhere. Not for reading and writing objects: that is {@link VolumeKeys}. Closing destroys the
 * root key.
 */
public final class UnlockedVolume implements AutoCloseable {
  private final VolumeFile file;
  private final SecretBytes rootKey;
  private final SecureRandom random;
  private final InstantSource clock;

  /** Takes ownership of {@code rootKey}. */
  UnlockedVolume(VolumeFile file, SecretBytes rootKey, SecureRandom random, InstantSource clock) {
    this.file = file;
    this.rootKey = rootKey;
    this.random = random;
    this.clock = clock;
  }

  public VolumeFile file() {
    return file;
  }

  /** As the other method, with the JDK's own AES-GCM. */
  public VolumeKeys keys() throws CofferException {
    return keys(AeadProvider.JDK);
  }

  /** The keys of the volume, which outlive this object and are the caller's to close. */
  public VolumeKeys keys(AeadProvider provider) throws CofferException {
    return file.keys(rootKey, new Aeads(provider, random));
  }

  /**
   * The same volume with another state of its file, such as one that another node has written
   * meanwhile: no key is asked for again.
   *
   * @throws CofferException {@code WRONG_KEY} if it is another volume's, {@code TAMPERED} if its
   *     MAC is not of this volume's root key
   */
  public UnlockedVolume with(VolumeFile other) throws CofferException {
    if (!other.volumeId().equals(file.volumeId())) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "a file of volume %s, not %s".formatted(other.volumeId(), file.volumeId()));
    }
    other.requireMac(rootKey);
    return new UnlockedVolume(other, rootKey.expose(SecretBytes::copyOf), random, clock);
  }

  /**
   * The file with one more slot, behind the others.
   *
   * @throws IOException if a key service failed
   * @throws CofferException {@code MALFORMED} if the file has as many slots as it may
   */
  public VolumeFile addSlot(NewSlot slot) throws IOException {
    SlotMaker maker = new SlotMaker(file.volumeId(), rootKey, random);
    List<JsonObject> slots = new ArrayList<>(file.slotDocuments());
    slots.add(maker.make(unusedId(maker), slot, clock.instant()));
    return file.next(VolumeLayout.SLOTS, slots, rootKey);
  }

  private String unusedId(SlotMaker maker) {
    String id = maker.newId();
    while (file.hasSlot(id)) {
      id = maker.newId();
    }
    return id;
  }

  /**
   * The file with another key in the place of a slot, under the same id.
   *
   * @throws CofferException {@code NO_SUCH_SLOT}
   * @throws IOException if a key service failed
   */
  public VolumeFile replaceSlot(String id, NewSlot slot) throws IOException {
    int place = file.placeOf(id);
    SlotMaker maker = new SlotMaker(file.volumeId(), rootKey, random);
    List<JsonObject> slots = new ArrayList<>(file.slotDocuments());
    slots.set(place, maker.make(id, slot, clock.instant()));
    return file.next(VolumeLayout.SLOTS, slots, rootKey);
  }

  /**
   * The file without a slot. Who could open it may have kept the root key: see FORMAT.md.
   *
   * @throws CofferException {@code NO_SUCH_SLOT}, or {@code LAST_SLOT} if no slot that this release
   *     can open would be left
   */
  public VolumeFile removeSlot(String id) throws CofferException {
    int place = file.placeOf(id);
    List<JsonObject> slots = new ArrayList<>(file.slotDocuments());
    slots.remove(place);
    if (!file.canBeUnlockedWithout(id)) {
      throw new CofferException(
          Reason.LAST_SLOT, "slot " + id + " is the last one that unlocks the volume");
    }
    return file.next(VolumeLayout.SLOTS, slots, rootKey);
  }

  /**
   * The file with a new epoch, whose number is one above the highest: a new volume key for what is
   * written from now on.
   *
   * @throws CofferException {@code MALFORMED} if the file has as many epochs as it may
   */
  public VolumeFile addEpoch() throws CofferException {
    List<JsonObject> epochs = new ArrayList<>(file.epochDocuments());
    try (SecretBytes volumeKey = SecretBytes.random(random, AesKey.LENGTH)) {
      epochs.add(WrappedEpoch.wrap(Math.addExact(file.currentEpoch(), 1), volumeKey, rootKey));
      return file.next(VolumeLayout.EPOCHS, epochs, rootKey);
    }
  }

  /**
   * The file as it is, but of the generation after this one and another: an earlier file that is
   * put back is newer than what it replaces.
   */
  public VolumeFile after(long generation) throws CofferException {
    return file.after(generation, rootKey);
  }

  /**
   * The file under a new root key, with the same slots and epochs: whoever kept the old root key,
   * as the holder of a removed slot may have, cannot read epochs that are added from now on, nor
   * change the file.
   *
   * @param keys that open the slots between them; those of recipients need none
   * @throws CofferException {@code WRONG_KEY} if a slot is opened by none of {@code keys}
   * @throws IOException if a key service failed
   */
  public VolumeFile renewRootKey(List<UnlockKey> keys) throws IOException {
    try (SecretBytes newRootKey = SecretBytes.random(random, AesKey.LENGTH)) {
      return file.renewed(rootKey, newRootKey, keys, random);
    }
  }

  /** Destroys the root key. */
  @Override
  public void close() {
    rootKey.close();
  }
}
