package io.cofferfs.fs.volume;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.s3ec.EnvelopeHeaders;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecOpener;
import io.cofferfs.crypto.s3ec.S3ecSealer;
import io.cofferfs.fs.s3.ByteRange;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.BodyIdentity.Enveloped;
import io.cofferfs.fs.volume.BodyIdentity.Plain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Stores files as the Amazon S3 Encryption Client does, with their attributes in the clear in the
 * headers that s3fs uses. A body is one message with one tag behind it: it can be sealed in its
 * order only, and opened as a whole only. Its chunks are nothing but the units in which it is
 * handled.
 */
public final class S3ecCodec implements VolumeCodec {
  // What the headers of a body take at most, by an RSA key of 4096 bits or a KMS.
  private static final int ENVELOPE_BYTES = 1100;

  private final S3ecKeys keys;
  private final int chunkSize;
  private final S3fsHeaders attributes;

  /**
   * @param keys stay the caller's to close, after the last use of this codec
   * @param chunkSize in bytes; no body of more is opened in one piece in memory
   * @param defaults what objects lack that carry a modification time but no mode
   */
  public S3ecCodec(S3ecKeys keys, int chunkSize, DefaultAttributes defaults) {
    this.keys = keys;
    this.chunkSize = chunkSize;
    this.attributes = new S3fsHeaders(defaults);
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
  public int trailerLength() {
    return S3ecKeys.OVERHEAD_BYTES;
  }

  @Override
  public boolean sealsInOrder() {
    return true;
  }

  @Override
  public long maxContentLength() {
    return S3ecKeys.MAX_CONTENT_BYTES;
  }

  @Override
  public long contentLength(long objectLength) throws IOException {
    return S3ecKeys.contentLength(objectLength);
  }

  /**
   * Others' objects are listed in the length that they have; opening them is refused. So is opening
   * legacy ones whose length nobody could tell, which are listed in the least that it can be.
   */
  @Override
  public long contentLength(long objectLength, BodyIdentity body) throws IOException {
    if (body instanceof Plain) {
      return objectLength;
    }
    OptionalLong length = S3ecKeys.contentLength(headers(body), objectLength);
    return length.isPresent() ? length.getAsLong() : contentLength(objectLength);
  }

  @Override
  public long objectLength(long contentLength) {
    return contentLength + trailerLength();
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
    boolean last = index == chunkCount(contentLength) - 1;
    return chunkLength(index, contentLength) + (last ? trailerLength() : 0);
  }

  @Override
  public int chunkLength(long index, long contentLength) {
    return (int) Math.min(chunkSize, contentLength - index * chunkSize);
  }

  @Override
  public BodySealer newBody() throws IOException {
    return new Sealer(keys.newBody());
  }

  /** Of bodies of one chunk alone: anything longer must be verified before it is handed on. */
  @Override
  public BodyOpener openBody(BodyIdentity body, byte[] header) {
    return (index, last, stored, content) -> {
      if (index != 0 || !last) {
        throw new IllegalStateException("a body of several chunks, to be opened in pieces");
      }
      byte[] bytes = new byte[stored.remaining()];
      stored.get(stored.position(), bytes);
      int length;
      try (S3ecOpener opener = open(headers(body), bytes.length)) {
        length = opener.decrypt(bytes, 0, bytes.length);
        opener.verify();
      }
      if (length > content.remaining()) {
        throw new CofferException(Reason.MALFORMED, "a content longer than was told");
      }
      stored.position(stored.limit());
      content.put(bytes, 0, length);
    };
  }

  /**
   * The opener of a whole body.
   *
   * @param headers as {@link #headers} gives them
   */
  public S3ecOpener open(Map<String, String> headers, long objectLength) throws IOException {
    if (headers.isEmpty()) {
      throw new CofferException(
          Reason.MALFORMED, "the object was not written by an S3 Encryption Client");
    }
    return keys.open(headers, objectLength);
  }

  private static Map<String, String> headers(BodyIdentity body) {
    return body instanceof Enveloped enveloped ? enveloped.headers() : Map.of();
  }

  /** The headers that belong to an object's body, its own and those of its instruction file. */
  public Map<String, String> headers(ObjectStore store, ObjectInfo info) throws IOException {
    return StoredEnvelope.headers(store, info);
  }

  @Override
  public BodyIdentity identify(byte[] header) {
    return unseen();
  }

  @Override
  public BodyIdentity unseen() {
    return new Enveloped(Map.of());
  }

  /** So that whatever is made of the object later, by a rename or chmod, has them all. */
  @Override
  public Map<String, String> metadata(ObjectStore store, ObjectInfo info) throws IOException {
    Map<String, String> metadata = new HashMap<>(info.metadata());
    metadata.putAll(headers(store, info));
    OptionalLong length = untoldLength(store, info, EnvelopeHeaders.of(metadata));
    return length.isPresent() ? EnvelopeHeaders.withLength(metadata, length.getAsLong()) : metadata;
  }

  /**
   * An instruction file may be replaced beside an object that stays, as when its data key is
   * wrapped anew, or come later than the object.
   */
  @Override
  public boolean isWhole(ObjectInfo info) {
    return StoredEnvelope.isWhole(info);
  }

  /** What only the end of a legacy body tells; empty also if it does not open. */
  private OptionalLong untoldLength(ObjectStore store, ObjectInfo info, Map<String, String> headers)
      throws IOException {
    try {
      if (S3ecKeys.contentLength(headers, info.length()).isPresent() || !keys.accepts(headers)) {
        return OptionalLong.empty();
      }
      ByteRange end =
          new ByteRange(Math.max(0, info.length() - S3ecKeys.TELLING_BYTES), info.length());
      try (ObjectBody body = store.get(info.key(), Optional.of(end), Optional.of(info.etag()))) {
        byte[] bytes = body.stream().readNBytes(S3ecKeys.TELLING_BYTES);
        return OptionalLong.of(keys.contentLength(headers, info.length(), bytes));
      }
    } catch (CofferException e) {
      return OptionalLong.empty(); // Reading it says why.
    } catch (ObjectStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new ObjectStoreException(
          ObjectStoreException.Reason.UNAVAILABLE, "the key service did not open a data key", e);
    }
  }

  @Override
  public OpenedAttributes openAttributes(String path, Map<String, String> metadata) {
    Map<String, String> headers = EnvelopeHeaders.of(metadata);
    BodyIdentity body = headers.isEmpty() ? new Plain() : new Enveloped(headers);
    return new OpenedAttributes(attributes.parse(path, metadata), body);
  }

  @Override
  public Map<String, String> sealAttributes(String path, FileMetadata file, BodyIdentity body) {
    if (body.equals(unseen())) {
      throw new IllegalArgumentException("without its headers a body would be lost");
    }
    Map<String, String> sealed = new HashMap<>(S3fsHeaders.format(file));
    sealed.putAll(headers(body));
    return Map.copyOf(sealed);
  }

  @Override
  public Map<String, String> foreign(Map<String, String> metadata) {
    return S3fsHeaders.foreign(metadata);
  }

  @Override
  public boolean canKeep(FileMetadata file) {
    return S3fsHeaders.canKeep(file, S3fsHeaders.MAX_BYTES - ENVELOPE_BYTES);
  }

  /** Seals one body under a data key of its own. */
  private static final class Sealer implements BodySealer {
    private final S3ecSealer body;

    Sealer(S3ecSealer body) {
      this.body = body;
    }

    @Override
    public BodyIdentity identity() {
      return new Enveloped(body.headers());
    }

    @Override
    public void header(ByteBuffer target) {
      // All that is needed stands in the object's headers.
    }

    @Override
    public void seal(long index, ByteBuffer plaintext, boolean last, ByteBuffer target) {
      body.seal(plaintext, last, target);
    }
  }
}
