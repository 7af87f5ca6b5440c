package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One object's key. It stays usable after its {@link VolumeKeys} are closed, so that open files can
 * be finished. Thread-safe; hand out one sealer or opener per thread.
 */
public final class ObjectCipher {
  private static final byte[] INFO = "coffer v1 object".getBytes(StandardCharsets.US_ASCII);

  private final ObjectHeader header;
  private final AesKey key;
  private final Aeads aeads;

  private ObjectCipher(ObjectHeader header, AesKey key, Aeads aeads) {
    this.header = header;
    this.key = key;
    this.aeads = aeads;
  }

  /** Derives object key and commitment from the volume key of {@code epoch}. */
  static ObjectCipher derive(Epoch epoch, ObjectId id, ChunkGeometry geometry, Aeads aeads) {
    byte[] prefix = ObjectHeader.prefix(geometry, epoch.number());
    byte[] info = ByteBuffer.allocate(INFO.length + prefix.length).put(INFO).put(prefix).array();
    int length = AesKey.LENGTH + ObjectHeader.COMMITMENT_BYTES;
    byte[] derived = Hkdf.derive(epoch.volumeKey(), id.toBytes(), info, length);
    byte[] commitment = Arrays.copyOfRange(derived, AesKey.LENGTH, length);
    AesKey key = new AesKey(SecretBytes.take(Arrays.copyOf(derived, AesKey.LENGTH)));
    Arrays.fill(derived, (byte) 0);
    ObjectHeader header = new ObjectHeader(geometry, epoch.number(), id, commitment);
    return new ObjectCipher(header, key, aeads);
  }

  public ObjectId objectId() {
    return header.objectId();
  }

  /** The epoch of the volume key this object's key comes from. */
  public int epoch() {
    return header.epoch();
  }

  /** The 64 bytes in front of the first chunk; a copy. */
  public byte[] header() {
    return header.toBytes();
  }

  boolean isCommittedToBy(ObjectHeader other) {
    return header.commitsLike(other);
  }

  /** A new sealer for one thread. */
  public ChunkSealer sealer() {
    return new ChunkSealer(header.geometry(), aeads.of(key));
  }

  /** A new opener for one thread. */
  public ChunkOpener opener() {
    return new ChunkOpener(header.geometry(), aeads.of(key));
  }
}
