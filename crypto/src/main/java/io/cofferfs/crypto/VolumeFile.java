package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code .coffer/volume.json}: what a volume is and how it is unlocked. Parsing checks its form
 * only; nothing in it is to be believed before {@link #unlock} has verified the MAC. Immutable.
 */
public final class VolumeFile {
  /** The key of the volume file, relative to the volume's root. */
  public static final String KEY = ".coffer/volume.json";

  private static final int MAX_EPOCHS = 1024;
  private static final int MAX_SLOTS = 32;

  // One slot of the greatest cost, some ten seconds: the file is hostile until its MAC is verified.
  private static final long MAX_COST_KIB = (long) Argon2id.MAX_MEMORY_KIB * Argon2id.MAX_PASSES;

  private final JsonObject document;
  private final String volumeId;
  private final ChunkGeometry geometry;
  private final List<WrappedEpoch> epochs;
  private final List<Slot> slots;
  private final byte[] mac;

  private VolumeFile(JsonObject document) throws CofferException {
    this.document = document;
    this.volumeId = document.requireToken(VolumeLayout.VOLUME_ID);
    this.geometry = parseGeometry(document);
    this.epochs = parseEpochs(document);
    this.slots = parseSlots(document, volumeId);
    this.mac = document.requireBytes(VolumeLayout.MAC, VolumeLayout.MAC_BYTES);
  }

  /** As the other method, with the slot's creation time from the system's clock. */
  public static VolumeFile create(VolumeOptions options, UnlockKey first, SecureRandom random)
      throws CofferException {
    return create(options, first, random, InstantSource.system());
  }

  /**
   * A new volume with one epoch and one slot. A passphrase costs a fraction of a second and 64 MiB.
   *
   * @throws CofferException {@code UNSUPPORTED_VERSION} if names are to be encrypted
   */
  public static VolumeFile create(
      VolumeOptions options, UnlockKey first, SecureRandom random, InstantSource clock)
      throws CofferException {
    return create(options, List.of(first), random, clock);
  }

  static VolumeFile create(
      VolumeOptions options, List<UnlockKey> keys, SecureRandom random, InstantSource clock)
      throws CofferException {
    return of(new VolumeMaker(random, clock).make(options, keys));
  }

  /**
   * Reads a volume file, which may come from a hostile store: sizes and costs are bounded.
   *
   * @throws CofferException {@code MALFORMED}, or {@code UNSUPPORTED_VERSION} for a later format
   */
  public static VolumeFile parse(byte[] json) throws CofferException {
    return of(Json.parse(json));
  }

  private static VolumeFile of(JsonObject document) throws CofferException {
    if (!document.requireString(VolumeLayout.FORMAT).equals(VolumeLayout.COFFER)) {
      throw JsonObject.malformed("\"format\" is not \"coffer\"");
    }
    int version = document.requireInt(VolumeLayout.VERSION, 1, Integer.MAX_VALUE);
    if (version != VolumeLayout.CURRENT_VERSION) {
      throw unsupported("format version " + version);
    }
    if (document.requireBoolean(VolumeLayout.ENCRYPT_NAMES)) {
      throw unsupported("encrypted names");
    }
    return new VolumeFile(document);
  }

  private static CofferException unsupported(String what) {
    return new CofferException(
        Reason.UNSUPPORTED_VERSION, "volume with " + what + ", which this release does not know");
  }

  private static ChunkGeometry parseGeometry(JsonObject document) throws CofferException {
    int size = document.requireInt(VolumeLayout.CHUNK_SIZE, 1, Integer.MAX_VALUE);
    if (!ChunkGeometry.isChunkSize(size)) {
      throw JsonObject.malformed("\"chunkSize\" of " + size);
    }
    return ChunkGeometry.ofChunkSize(size);
  }

  private static List<WrappedEpoch> parseEpochs(JsonObject document) throws CofferException {
    List<WrappedEpoch> epochs = new ArrayList<>();
    int previous = 0;
    for (JsonObject json : document.requireObjects(VolumeLayout.EPOCHS, MAX_EPOCHS)) {
      WrappedEpoch epoch = WrappedEpoch.parse(json);
      if (epoch.number() <= previous) {
        throw JsonObject.malformed("epoch " + epoch.number() + " behind epoch " + previous);
      }
      previous = epoch.number();
      epochs.add(epoch);
    }
    return List.copyOf(epochs);
  }

  private static List<Slot> parseSlots(JsonObject document, String volumeId)
      throws CofferException {
    List<Slot> slots = new ArrayList<>();
    for (JsonObject json : document.requireObjects(VolumeLayout.SLOTS, MAX_SLOTS)) {
      slots.add(Slot.parse(json, volumeId));
    }
    if (slots.stream().mapToLong(Slot::costKib).sum() > MAX_COST_KIB) {
      throw JsonObject.malformed("passphrase slots that take too long to try");
    }
    return List.copyOf(slots);
  }

  /** The file's bytes: UTF-8, indented, members in the order they were written. */
  public byte[] toBytes() {
    return JsonText.indented(document);
  }

  /** A UUID. */
  public String volumeId() {
    return volumeId;
  }

  public int formatVersion() {
    return VolumeLayout.CURRENT_VERSION;
  }

  /** Bytes of plaintext in a chunk. */
  public int chunkSize() {
    return geometry.chunkSize();
  }

  public List<SlotInfo> slots() {
    return slots.stream().map(Slot::info).toList();
  }

  /** As the other method, with nonces from the system's random source. */
  public VolumeKeys unlock(UnlockKey key) throws CofferException {
    return unlock(key, new SecureRandom());
  }

  /**
   * The keys of this volume. A passphrase costs what its slot says, typically a fraction of a
   * second and 64 MiB.
   *
   * @param key is not needed any more afterwards
   * @param random draws object ids and nonces for as long as the keys are in use
   * @throws CofferException {@code WRONG_KEY} if {@code key} opens no slot, {@code TAMPERED} if one
   *     opens and the file is not what the volume's owner wrote
   */
  public VolumeKeys unlock(UnlockKey key, SecureRandom random) throws CofferException {
    try (SecretBytes rootKey = rootKey(key)) {
      byte[] expected = VolumeLayout.mac(document, rootKey);
      if (!MessageDigest.isEqual(expected, mac)) {
        throw new CofferException(
            Reason.TAMPERED, "volume file of " + volumeId + " was changed: its MAC differs");
      }
      return new VolumeKeys(volumeId, geometry, unwrapEpochs(rootKey, random), random);
    }
  }

  private SecretBytes rootKey(UnlockKey key) throws CofferException {
    for (Slot slot : slots) {
      Optional<SecretBytes> rootKey = slot.unwrap(key);
      if (rootKey.isPresent()) {
        return rootKey.get();
      }
    }
    String expected =
        slots().stream()
            .map(slot -> slot.type() + " (" + slot.description() + ")")
            .collect(Collectors.joining(", "));
    throw new CofferException(
        Reason.WRONG_KEY,
        "%s does not open volume %s; it wants %s".formatted(key, volumeId, expected));
  }

  private Epochs unwrapEpochs(SecretBytes rootKey, SecureRandom random) throws CofferException {
    List<Epoch> unwrapped = new ArrayList<>();
    for (WrappedEpoch epoch : epochs) {
      unwrapped.add(epoch.unwrap(rootKey, random));
    }
    return new Epochs(unwrapped);
  }
}
