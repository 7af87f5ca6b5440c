package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The first 64 bytes of an object. Parsing needs no key and proves nothing: only the commitment,
 * checked by {@link VolumeKeys#openObject(byte[])}, ties a header to a key.
 *
 * <pre>
 * "COFFER" 6 | version 1 | suite 1 | log2(chunk size) 1 | zero 3 | epoch u32 | object id 32 | commitment 16
 * </pre>
 */
public final class ObjectHeader {
  static final int PREFIX_BYTES = 16;
  static final int COMMITMENT_BYTES = 16;

  private static final byte[] MAGIC = "COFFER".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final byte SUITE_AES_256_GCM_HKDF_SHA256 = 1;
  private static final int VERSION_AT = 6;
  private static final int SUITE_AT = 7;
  private static final int LOG2_AT = 8;
  private static final int ZERO_AT = 9;
  private static final int EPOCH_AT = 12;

  private final ChunkGeometry geometry;
  private final int epoch;
  private final ObjectId objectId;
  private final byte[] commitment;

  ObjectHeader(ChunkGeometry geometry, int epoch, ObjectId objectId, byte[] commitment) {
    this.geometry = geometry;
    this.epoch = epoch;
    this.objectId = objectId;
    this.commitment = commitment;
  }

  /**
   * Reads the header of an object.
   *
   * @param header exactly 64 bytes
   * @throws CofferException {@code MALFORMED} or {@code UNSUPPORTED_VERSION}
   */
  public static ObjectHeader parse(byte[] header) throws CofferException {
    requireCoffer(header);
    if (header[VERSION_AT] != VERSION || header[SUITE_AT] != SUITE_AES_256_GCM_HKDF_SHA256) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION,
          "object header of version " + header[VERSION_AT] + ", suite " + header[SUITE_AT]);
    }
    int log2 = header[LOG2_AT];
    if (log2 < ChunkGeometry.MIN_LOG2 || log2 > ChunkGeometry.MAX_LOG2 || hasPadding(header)) {
      throw new CofferException(Reason.MALFORMED, "object header with impossible chunk size");
    }
    ByteBuffer rest = ByteBuffer.wrap(header).position(EPOCH_AT);
    int epoch = rest.getInt();
    byte[] id = new byte[ObjectId.LENGTH];
    byte[] commitment = new byte[COMMITMENT_BYTES];
    rest.get(id).get(commitment);
    ChunkGeometry geometry = ChunkGeometry.ofChunkSize(1 << log2);
    return new ObjectHeader(geometry, epoch, ObjectId.of(id), commitment);
  }

  private static void requireCoffer(byte[] header) throws CofferException {
    if (header.length != ChunkGeometry.HEADER_BYTES
        || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CofferException(Reason.MALFORMED, "not a coffer object");
    }
  }

  private static boolean hasPadding(byte[] header) {
    return (header[ZERO_AT] | header[ZERO_AT + 1] | header[ZERO_AT + 2]) != 0;
  }

  /** The chunk size the object was sealed with. */
  public ChunkGeometry geometry() {
    return geometry;
  }

  /** The epoch of the volume key, as an unsigned 32-bit integer. */
  public int epoch() {
    return epoch;
  }

  public ObjectId objectId() {
    return objectId;
  }

  /** Compares the key commitments of two headers in constant time. */
  boolean commitsLike(ObjectHeader other) {
    return MessageDigest.isEqual(commitment, other.commitment);
  }

  /** The first 16 bytes, which go into the derivation of the object key. */
  static byte[] prefix(ChunkGeometry geometry, int epoch) {
    return ByteBuffer.allocate(PREFIX_BYTES)
        .put(MAGIC)
        .put(VERSION)
        .put(SUITE_AES_256_GCM_HKDF_SHA256)
        .put((byte) geometry.log2())
        .position(EPOCH_AT)
        .putInt(epoch)
        .array();
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(ChunkGeometry.HEADER_BYTES)
        .put(prefix(geometry, epoch))
        .put(objectId.toBytes())
        .put(commitment)
        .array();
  }
}
