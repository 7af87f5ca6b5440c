package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Seals and opens the value of {@code x-amz-meta-coffer}. The path is authenticated with it, so
 * metadata that a store moves to another object does not open. Thread-safe.
 *
 * <pre>
 * base64( version u8 = 1 | epoch u32 | nonce 12 | ciphertext | tag 16 )
 * </pre>
 */
public final class MetadataCipher {
  /** The most ASCII characters a sealed header has; S3 limits all user metadata to 2,048. */
  public static final int MAX_SEALED_LENGTH = 1900;

  private static final byte VERSION = 1;
  private static final int PREFIX_BYTES = 5;
  private static final int LEAST_BYTES = PREFIX_BYTES + Aead.OVERHEAD_BYTES;

  private final Epochs epochs;

  MetadataCipher(Epochs epochs) {
    this.epochs = epochs;
  }

  /** Seals the metadata of an object just written; as the other method does. */
  public String seal(ObjectCipher object, FileMetadata file, String path) {
    return seal(object.objectId(), object.epoch(), file, path);
  }

  /**
   * Seals metadata again, for another path or with other attributes, for the same body.
   *
   * @param id of the body
   * @param epoch of the body; the header itself is sealed in the current epoch
   * @param path in the volume: {@code a/b.txt}, of a directory {@code a/}
   * @return base64, at most {@link #MAX_SEALED_LENGTH} characters
   * @throws IllegalArgumentException if the path has no UTF-8 form
   */
  public String seal(ObjectId id, int epoch, FileMetadata file, String path) {
    Epoch current = epochs.current();
    byte[] plaintext = MetadataCodec.encode(new ObjectMetadata(id, epoch, file));
    ByteBuffer sealed = ByteBuffer.allocate(LEAST_BYTES + plaintext.length);
    sealed.put(VERSION).putInt(current.number());
    byte[] associatedData = associatedData(sealed.duplicate().flip(), path);
    current.metadata().seal(associatedData, ByteBuffer.wrap(plaintext), sealed);
    return Base64.getEncoder().encodeToString(sealed.array());
  }

  /**
   * Opens a metadata header.
   *
   * @throws CofferException {@code NOT_BOUND} if it was altered or sealed for another path, {@code
   *     WRONG_KEY} if the volume lacks its epoch, {@code MALFORMED}, {@code UNSUPPORTED_VERSION}
   */
  public ObjectMetadata open(String sealed, String path) throws CofferException {
    ByteBuffer bytes = ByteBuffer.wrap(decode(sealed));
    ByteBuffer plaintext = ByteBuffer.allocate(bytes.remaining() - LEAST_BYTES);
    byte[] associatedData = associatedData(bytes.duplicate().limit(PREFIX_BYTES), path);
    SharedAead aead = epochs.get(bytes.position(1).getInt()).metadata();
    if (!aead.open(associatedData, bytes, plaintext)) {
      throw new CofferException(Reason.NOT_BOUND, "metadata header altered, or of another path");
    }
    return MetadataCodec.decode(plaintext.flip());
  }

  private static byte[] decode(String sealed) throws CofferException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException e) {
      throw malformed(sealed);
    }
    // The decoder forgives missing padding and stray bits: one header must have one spelling.
    if (!Base64.getEncoder().encodeToString(bytes).equals(sealed) || bytes.length == 0) {
      throw malformed(sealed);
    }
    if (bytes[0] != VERSION) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "metadata header of version " + bytes[0]);
    }
    if (bytes.length < LEAST_BYTES) {
      throw malformed(sealed);
    }
    return bytes;
  }

  private static CofferException malformed(String sealed) {
    return new CofferException(
        Reason.MALFORMED, "not a metadata header: " + sealed.length() + " characters");
  }

  /** Prefix ‖ path in UTF-8. */
  private static byte[] associatedData(ByteBuffer prefix, String path) {
    byte[] utf8 = Utf8.encode(path);
    byte[] bytes = new byte[prefix.remaining() + utf8.length];
    ByteBuffer.wrap(bytes).put(prefix).put(utf8);
    return bytes;
  }
}
