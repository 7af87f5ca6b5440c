package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Stores files as they are, with their attributes in the clear in the headers that s3fs uses. Its
 * chunks are nothing but the units in which a body is read.
 */
public final class PlainCodec implements VolumeCodec {
  private final int chunkSize;
  private final S3fsHeaders headers;

  /**
   * @param chunkSize in bytes, at least 1
   * @param defaults what objects lack that carry a modification time but no mode
   */
  public PlainCodec(int chunkSize, DefaultAttributes defaults) {
    if (chunkSize < 1) {
      throw new IllegalArgumentException("chunk size " + chunkSize);
    }
    this.chunkSize = chunkSize;
    this.headers = new S3fsHeaders(defaults);
  }

  @Override
  public int chunkSize() {
    return chunkSize;
  }

  @Override
  public int headerLength() {
    return 0;
  }

  @Override
  public long contentLength(long objectLength) {
    return objectLength;
  }

  @Override
  public long objectLength(long contentLength) {
    return contentLength;
  }

  @Override
  public long chunkCount(long contentLength) {
    return Math.max(1, (contentLength + chunkSize - 1) / chunkSize);
  }

  @Override
  public long sealedChunkStart(long index) {
    return index * chunkSize;
  }

  @Override
  public int sealedChunkLength(long index, long contentLength) {
    return chunkLength(index, contentLength);
  }

  @Override
  public int chunkLength(long index, long contentLength) {
    return (int) Math.min(chunkSize, contentLength - index * chunkSize);
  }

  @Override
  public BodySealer newBody() {
    return new Copier();
  }

  @Override
  public Optional<BodySealer> continueBody(BodyIdentity body) {
    return Optional.of(newBody());
  }

  @Override
  public BodyOpener openBody(BodyIdentity body, byte[] header) {
    return (index, last, stored, content) -> content.put(stored);
  }

  @Override
  public BodyIdentity identify(byte[] header) {
    return new BodyIdentity.Plain();
  }

  @Override
  public BodyIdentity unseen() {
    return new BodyIdentity.Plain();
  }

  @Override
  public OpenedAttributes openAttributes(String path, Map<String, String> metadata) {
    return new OpenedAttributes(headers.parse(path, metadata), new BodyIdentity.Plain());
  }

  @Override
  public Map<String, String> sealAttributes(
      String path, FileMetadata attributes, BodyIdentity body) {
    return S3fsHeaders.format(attributes);
  }

  @Override
  public Map<String, String> foreign(Map<String, String> metadata) {
    return S3fsHeaders.foreign(metadata);
  }

  @Override
  public boolean canKeep(FileMetadata attributes) {
    return S3fsHeaders.canKeep(attributes, S3fsHeaders.MAX_BYTES);
  }

  /** A sealer that seals nothing. */
  private static final class Copier implements BodySealer {
    @Override
    public BodyIdentity identity() {
      return new BodyIdentity.Plain();
    }

    @Override
    public void header(ByteBuffer target) {
      // A plain body has none.
    }

    @Override
    public void seal(long index, ByteBuffer plaintext, boolean last, ByteBuffer target) {
      target.put(plaintext);
    }
  }
}
