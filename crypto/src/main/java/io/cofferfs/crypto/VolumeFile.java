package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
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

  // One below the greatest integer of the file, so that the generation after it can be written.
  private static final long MAX_GENERATION = (1L << 53) - 2;

  // One slot of the greatest cost, some ten seconds: the file is hostile until its MAC is verified.
  private static final long MAX_COST_KIB = (long) Argon2id.MAX_MEMORY_KIB * Argon2id.MAX_PASSES;

  private final JsonObject document;
  private final String volumeId;
  private final long generation;
  private final ChunkGeometry geometry;
  private final boolean encryptsNames;
  private final List<WrappedEpoch> epochs;
  private final List<Slot> slots;
  private final byte[] mac;

  private VolumeFile(JsonObject document) throws CofferException {
    this.document = document;
    this.volumeId = document.requireToken(VolumeLayout.VOLUME_ID);
    this.generation = parseGeneration(document);
    this.geometry = parseGeometry(document);
    this.encryptsNames = document.requireBoolean(VolumeLayout.ENCRYPT_NAMES);
    this.epochs = parseEpochs(document);
    this.slots = parseSlots(document, volumeId);
    this.mac = document.requireBytes(VolumeLayout.MAC, VolumeLayout.MAC_BYTES);
  }

  /** As the other method, with the slot's creation time from the system's clock. */
  public static VolumeFile create(VolumeOptions options, SlotKey first, SecureRandom random)
      throws IOException {
    return create(options, first, random, InstantSource.system());
  }

  /** As the other method, with one slot without a label. */
  public static VolumeFile create(
      VolumeOptions options, SlotKey first, SecureRandom random, InstantSource clock)
      throws IOException {
    return create(options, List.of(NewSlot.of(first)), random, clock);
  }

  /**
   * A new volume with one epoch. A passphrase costs a fraction of a second and 64 MiB.
   *
   * @throws IOException if a key service failed
   * @throws CofferException {@code MALFORMED} if there are no slots, or more than a file may have
   */
  public static VolumeFile create(
      VolumeOptions options, List<NewSlot> slots, SecureRandom random, InstantSource clock)
      throws IOException {
    return of(new VolumeMaker(random, clock).make(options, slots));
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
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION,
          "volume of format version " + version + ", which this release does not know");
    }
    return new VolumeFile(document);
  }

  private static long parseGeneration(JsonObject document) throws CofferException {
    return document.members().containsKey(VolumeLayout.GENERATION)
        ? document.requireLong(VolumeLayout.GENERATION, 0, MAX_GENERATION)
        : 0;
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
    if (slots.stream().map(slot -> slot.info().id()).distinct().count() < slots.size()) {
      throw JsonObject.malformed("two slots of one id");
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

  /**
   * How often the file was changed since the volume was made; 0 if it was written before files had
   * a generation. Of two files of a volume, the one with the higher generation is the newer.
   */
  public long generation() {
    return generation;
  }

  /** Whether keys in the bucket hide the names. */
  public boolean encryptsNames() {
    return encryptsNames;
  }

  public List<SlotInfo> slots() {
    return slots.stream().map(Slot::info).toList();
  }

  /** As the other method, with nonces from the system's random source. */
  public VolumeKeys unlock(UnlockKey key) throws IOException {
    return unlock(key, new SecureRandom());
  }

  /** As the other method, with the JDK's own AES-GCM. */
  public VolumeKeys unlock(UnlockKey key, SecureRandom random) throws IOException {
    return unlock(key, random, AeadProvider.JDK);
  }

  /**
   * The keys of this volume. A passphrase costs what its slot says, typically a fraction of a
   * second and 64 MiB; a key of a key service costs one call.
   *
   * @param key is not needed any more afterwards
   * @param random draws object ids and nonces for as long as the keys are in use
   * @param provider seals and opens
   * @throws CofferException {@code WRONG_KEY} if {@code key} opens no slot, {@code TAMPERED} if one
   *     opens and the file is not what the volume's owner wrote
   * @throws IOException if a key service failed
   */
  public VolumeKeys unlock(UnlockKey key, SecureRandom random, AeadProvider provider)
      throws IOException {
    try (UnlockedVolume unlocked = open(key, random, InstantSource.system())) {
      return unlocked.keys(provider);
    }
  }

  /**
   * Opens the file for changes of slots and epochs; as {@link #unlock} otherwise.
   *
   * @param random draws keys, ids and salts
   * @param clock tells the creation time of new slots
   */
  public UnlockedVolume open(UnlockKey key, SecureRandom random, InstantSource clock)
      throws IOException {
    SecretBytes rootKey = rootKey(key);
    try {
      requireMac(rootKey);
      return new UnlockedVolume(this, rootKey, random, clock);
    } catch (CofferException e) {
      rootKey.close();
      throw e;
    }
  }

  void requireMac(SecretBytes rootKey) throws CofferException {
    if (!MessageDigest.isEqual(VolumeLayout.mac(document, rootKey), mac)) {
      throw new CofferException(
          Reason.TAMPERED, "volume file of " + volumeId + " was changed: its MAC differs");
    }
  }

  private SecretBytes rootKey(UnlockKey key) throws IOException {
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

  VolumeKeys keys(SecretBytes rootKey, Aeads aeads) throws CofferException {
    return new VolumeKeys(this, unwrapEpochs(rootKey, aeads), aeads);
  }

  /** This file with one member changed, as the next generation. */
  VolumeFile next(String member, Object value, SecretBytes rootKey) throws CofferException {
    JsonObject changed = document.with(VolumeLayout.GENERATION, generation + 1).with(member, value);
    return of(VolumeLayout.signed(changed, rootKey));
  }

  /** This file as a later generation than another one. */
  VolumeFile after(long other, SecretBytes rootKey) throws CofferException {
    long next = Math.max(generation, other) + 1;
    return of(VolumeLayout.signed(document.with(VolumeLayout.GENERATION, next), rootKey));
  }

  /** This file under another root key, as the next generation. */
  VolumeFile renewed(
      SecretBytes rootKey, SecretBytes newRootKey, List<UnlockKey> keys, SecureRandom random)
      throws IOException {
    SlotMaker maker = new SlotMaker(volumeId, newRootKey, random);
    List<JsonObject> newSlots = new ArrayList<>();
    for (Slot slot : slots) {
      newSlots.add(maker.remake(slot.info(), renewedBy(slot, keys, rootKey)));
    }
    List<JsonObject> newEpochs = new ArrayList<>();
    for (WrappedEpoch epoch : epochs) {
      newEpochs.add(epoch.rewrap(rootKey, newRootKey));
    }
    JsonObject changed =
        document
            .with(VolumeLayout.GENERATION, generation + 1)
            .with(VolumeLayout.EPOCHS, newEpochs)
            .with(VolumeLayout.SLOTS, newSlots);
    return of(VolumeLayout.signed(changed, newRootKey));
  }

  private static SlotKey renewedBy(Slot slot, List<UnlockKey> keys, SecretBytes rootKey)
      throws IOException {
    return slot.renewedBy(keys, rootKey)
        .orElseThrow(
            () ->
                new CofferException(
                    Reason.WRONG_KEY,
                    "no key was given for slot %s, %s (%s)"
                        .formatted(
                            slot.info().id(), slot.info().type(), slot.info().description())));
  }

  List<JsonObject> slotDocuments() throws CofferException {
    return document.requireObjects(VolumeLayout.SLOTS, MAX_SLOTS);
  }

  List<JsonObject> epochDocuments() throws CofferException {
    return document.requireObjects(VolumeLayout.EPOCHS, MAX_EPOCHS);
  }

  /** The highest epoch, which is written under. */
  public int currentEpoch() {
    return epochs.get(epochs.size() - 1).number();
  }

  boolean hasSlot(String id) {
    return slots.stream().anyMatch(slot -> slot.info().id().equals(id));
  }

  int placeOf(String id) throws CofferException {
    for (int place = 0; place < slots.size(); place++) {
      if (slots.get(place).info().id().equals(id)) {
        return place;
      }
    }
    throw new CofferException(
        Reason.NO_SUCH_SLOT, "volume " + volumeId + " has no slot with the id that was given");
  }

  boolean canBeUnlockedWithout(String id) {
    return slots.stream()
        .anyMatch(slot -> !slot.info().id().equals(id) && !(slot instanceof UnknownSlot));
  }

  private Epochs unwrapEpochs(SecretBytes rootKey, Aeads aeads) throws CofferException {
    List<Epoch> unwrapped = new ArrayList<>();
    for (WrappedEpoch epoch : epochs) {
      unwrapped.add(epoch.unwrap(rootKey, aeads));
    }
    return new Epochs(unwrapped);
  }
}
