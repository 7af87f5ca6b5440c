package io.cofferfs.fs.volume;

import io.cofferfs.crypto.ChunkGeometry;
import io.cofferfs.crypto.ChunkOpener;
import io.cofferfs.crypto.ChunkSealer;
import io.cofferfs.crypto.ContentNames;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.ObjectCipher;
import io.cofferfs.crypto.ObjectMetadata;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.volume.BodyIdentity.Bound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Stores files in the coffer format, under the keys of an unlocked volume. */
public final class CofferCodec implements VolumeCodec {
  /** The user-metadata name of the sealed attributes. */
  public static final String METADATA_NAME = "coffer";

  private final VolumeKeys keys;
  private final ChunkGeometry geometry;

  /**
   * @param keys stay the caller's to close, after the last use of this codec
   */
  public CofferCodec(VolumeKeys keys) {
    this.keys = keys;
    this.geometry = keys.geometry();
  }

  /** Names of contents for a cache on a local disk; the caller closes them. */
  public ContentNames cacheNames() {
    return keys.cacheNames();
  }

  @Override
  public int chunkSize() {
    return geometry.chunkSize();
  }

  @Override
  public int headerLength() {
    return ChunkGeometry.HEADER_BYTES;
  }

  @Override
  public long contentLength(long objectLength) throws IOException {
    return geometry.plaintextLength(objectLength);
  }

  @Override
  public long objectLength(long contentLength) {
    return geometry.ciphertextLength(contentLength);
  }

  @Override
  public long chunkCount(long contentLength) {
    return geometry.chunkCount(contentLength);
  }

  @Override
  public long sealedChunkStart(long index) {
    return geometry.sealedChunkStart(index);
  }

  @Override
  public int sealedChunkLength(long index, long contentLength) {
    return geometry.sealedChunkLength(index, contentLength);
  }

  @Override
  public int chunkLength(long index, long contentLength) {
    return geometry.plainChunkLength(index, contentLength);
  }

  @Override
  public BodySealer newBody() {
    return new Sealer(keys.newObject());
  }

  /** Bodies of older epochs are written whole: what is written belongs to the current one. */
  @Override
  public Optional<BodySealer> continueBody(BodyIdentity body) throws IOException {
    return body instanceof Bound bound && bound.epoch() == keys.currentEpoch()
        ? Optional.of(new Sealer(keys.openObject(bound.objectId(), bound.epoch())))
        : Optional.empty();
  }

  @Override
  public BodyOpener openBody(BodyIdentity body, byte[] header) throws IOException {
    ObjectCipher object =
        body instanceof Bound bound
            ? keys.openObject(bound.objectId(), bound.epoch())
            : keys.openObject(header);
    ChunkOpener opener = object.opener();
    return opener::open;
  }

  @Override
  public BodyIdentity identify(byte[] header) throws IOException {
    ObjectCipher object = keys.openObject(header);
    return new Bound(object.objectId(), object.epoch());
  }

  @Override
  public BodyIdentity unseen() {
    return new BodyIdentity.Unbound();
  }

  @Override
  public OpenedAttributes openAttributes(String path, Map<String, String> metadata)
      throws IOException {
    String sealed = metadata.get(METADATA_NAME);
    if (sealed == null) {
      return new OpenedAttributes(Optional.empty(), new BodyIdentity.Unbound());
    }
    ObjectMetadata opened = keys.metadata().open(sealed, path);
    return new OpenedAttributes(
        Optional.of(opened.file()), new Bound(opened.objectId(), opened.epoch()));
  }

  @Override
  public boolean authenticatesAttributes() {
    return true;
  }

  @Override
  public Optional<String> sealedAttributes(Map<String, String> metadata) {
    return Optional.ofNullable(metadata.get(METADATA_NAME));
  }

  @Override
  public Map<String, String> withSealedAttributes(String sealed) {
    return Map.of(METADATA_NAME, sealed);
  }

  @Override
  public Map<String, String> sealAttributes(
      String path, FileMetadata attributes, BodyIdentity body) {
    if (!(body instanceof Bound bound)) {
      throw new IllegalArgumentException("only a body with an object id can be bound to a path");
    }
    String sealed = keys.metadata().seal(bound.objectId(), bound.epoch(), attributes, path);
    return Map.of(METADATA_NAME, sealed);
  }

  /** Seals chunks of one body under its object key. */
  private static final class Sealer implements BodySealer {
    private final ObjectCipher object;
    private final ChunkSealer sealer;

    Sealer(ObjectCipher object) {
      this.object = object;
      this.sealer = object.sealer();
    }

    @Override
    public BodyIdentity identity() {
      return new Bound(object.objectId(), object.epoch());
    }

    @Override
    public void header(ByteBuffer target) {
      target.put(object.header());
    }

    @Override
    public void seal(long index, ByteBuffer plaintext, boolean last, ByteBuffer target) {
      sealer.seal(index, plaintext, last, target);
    }
  }
}
