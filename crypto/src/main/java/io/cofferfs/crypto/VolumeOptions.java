package io.cofferfs.crypto;

/**
 * What is chosen when a volume is made and never changes afterwards.
 *
 * @param chunkSize bytes of plaintext in a chunk, a power of two from 2^6 to 2^24
 * @param encryptNames whether keys in the bucket hide the names
 */
public record VolumeOptions(int chunkSize, boolean encryptNames) {
  /** 64 KiB chunks: small random reads stay cheap, and the overhead is 0.04 %. */
  public static final VolumeOptions DEFAULT = new VolumeOptions(64 * 1024, false);

  public VolumeOptions {
    if (!ChunkGeometry.isChunkSize(chunkSize)) {
      throw new IllegalArgumentException("not a chunk size: " + chunkSize);
    }
  }
}
