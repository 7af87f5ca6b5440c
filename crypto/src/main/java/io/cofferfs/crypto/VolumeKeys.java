package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.util.Optional;

/** The keys of an unlocked volume. Thread-safe; {@link #close} destroys them. */
public final class VolumeKeys implements AutoCloseable {
  private final String volumeId;
  private final ChunkGeometry geometry;
  private final Epochs epochs;
  private final Optional<SecretBytes> namesKey;
  private final String fingerprint;
  private final Aeads aeads;

  /** Takes ownership of {@code epochs}. */
  VolumeKeys(VolumeFile file, Epochs epochs, Aeads aeads) {
    this.volumeId = file.volumeId();
    this.geometry = ChunkGeometry.ofChunkSize(file.chunkSize());
    this.epochs = epochs;
    this.namesKey =
        file.encryptsNames() ? Optional.of(epochs.first().namesKey()) : Optional.empty();
    this.fingerprint = epochs.first().fingerprint();
    this.aeads = aeads;
  }

  public String volumeId() {
    return volumeId;
  }

  /**
   * 32 hex digits that name the volume by its keys: the same for all slots and in all epochs, and
   * no secret. Who can write to the bucket can put a volume file of his own there, made for the
   * public key of a recipient; it cannot have this fingerprint.
   */
  public String fingerprint() {
    return fingerprint;
  }

  public ChunkGeometry geometry() {
    return geometry;
  }

  /** The epoch that new objects and metadata are sealed in. */
  public int currentEpoch() {
    return epochs.current().number();
  }

  /** The cipher of an object about to be written: a new random id, in the current epoch. */
  public ObjectCipher newObject() {
    return ObjectCipher.derive(epochs.current(), ObjectId.random(aeads.random()), geometry, aeads);
  }

  /**
   * The cipher of the object that begins with these 64 bytes.
   *
   * @throws CofferException {@code MALFORMED}, {@code UNSUPPORTED_VERSION}, or {@code WRONG_KEY} if
   *     the header commits to another key: a foreign volume's object, or an altered header
   */
  public ObjectCipher openObject(byte[] header64) throws CofferException {
    ObjectHeader header = ObjectHeader.parse(header64);
    if (!header.geometry().equals(geometry)) {
      throw new CofferException(
          Reason.MALFORMED,
          "object in chunks of %d in a volume of chunks of %d"
              .formatted(header.geometry().chunkSize(), geometry.chunkSize()));
    }
    ObjectCipher cipher = openObject(header.objectId(), header.epoch());
    if (!cipher.isCommittedToBy(header)) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "object " + header.objectId() + " is not sealed under a key of volume " + volumeId);
    }
    return cipher;
  }

  /**
   * The cipher of the object that a metadata header names. No commitment is seen, so a body that
   * was sealed under another key shows as {@code TAMPERED} chunks.
   *
   * @throws CofferException {@code WRONG_KEY} if the volume has no such epoch
   */
  public ObjectCipher openObject(ObjectId id, int epoch) throws CofferException {
    return ObjectCipher.derive(epochs.get(epoch), id, geometry, aeads);
  }

  /** The cipher of metadata headers; it works until these keys are closed. */
  public MetadataCipher metadata() {
    return new MetadataCipher(epochs);
  }

  /** The cipher of names, if the volume encrypts them; it works until these keys are closed. */
  public Optional<NameCipher> names() {
    return namesKey.map(NameCipher::new);
  }

  /** Names for a cache on a local disk, the same in all epochs; the caller closes them. */
  public ContentNames cacheNames() {
    return new ContentNames(epochs.first().cacheKey());
  }

  /** Destroys the keys; every later use of them throws {@link IllegalStateException}. */
  @Override
  public void close() {
    epochs.close();
    namesKey.ifPresent(SecretBytes::close);
  }
}
