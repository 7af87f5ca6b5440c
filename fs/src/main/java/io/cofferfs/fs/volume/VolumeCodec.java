package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * How a volume stores files: lengths, bodies and attributes. One codec for each {@code --cse}; all
 * cut a body into chunks, so that the layers above need not know which one they have. Thread-safe.
 */
public sealed interface VolumeCodec permits CofferCodec, PlainCodec, S3ecCodec {

  /** Bytes of content in every chunk but the last. */
  int chunkSize();

  /** Bytes of a body before its first chunk. */
  int headerLength();

  /** Bytes of a body that its last chunk is longer by than any other. */
  default int trailerLength() {
    return 0;
  }

  /** Whether the chunks of a new body must be sealed one after the other. */
  default boolean sealsInOrder() {
    return false;
  }

  /** Bytes of the longest content that a body can hold, whatever a store can. */
  default long maxContentLength() {
    return Long.MAX_VALUE;
  }

  /** Bytes of the content of a body of this length; refused if no content has it. */
  long contentLength(long objectLength) throws IOException;

  /** The same of a body that is known. */
  default long contentLength(long objectLength, BodyIdentity body) throws IOException {
    return contentLength(objectLength);
  }

  /** Bytes of the body of a content of this length. */
  long objectLength(long contentLength);

  /** At least 1, also for an empty content. */
  long chunkCount(long contentLength);

  /** Where in the body a chunk begins; for {@code chunkCount}, where the body ends or later. */
  long sealedChunkStart(long index);

  /** Bytes of a chunk in the body. */
  int sealedChunkLength(long index, long contentLength);

  /** Bytes of a chunk's content. */
  int chunkLength(long index, long contentLength);

  /** A new body, under a new identity. */
  BodySealer newBody() throws IOException;

  /**
   * What seals changed chunks of a stored body, which keeps its identity and header; empty where
   * bodies are not changed in place, or this one only as a whole.
   */
  default Optional<BodySealer> continueBody(BodyIdentity body) throws IOException {
    return Optional.empty();
  }

  /**
   * The opener of a stored body.
   *
   * @param header the first {@link #headerLength} bytes of the body if it is {@link
   *     BodyIdentity.Unbound}, else not looked at
   */
  BodyOpener openBody(BodyIdentity body, byte[] header) throws IOException;

  /**
   * The identity that a body itself gives, for one that lost its metadata.
   *
   * @param header its first {@link #headerLength} bytes
   */
  BodyIdentity identify(byte[] header) throws IOException;

  /** The identity of a body of an object that was listed only. */
  BodyIdentity unseen();

  /** The headers of an object, with what may lie beside it. */
  default Map<String, String> metadata(ObjectStore store, ObjectInfo info) throws IOException {
    return info.metadata();
  }

  /**
   * Whether nothing lies beside it, so that {@link #metadata} stays what it is for as long as this
   * version of the object is there.
   */
  default boolean isWhole(ObjectInfo info) {
    return true;
  }

  /**
   * Opens the attributes that an object's headers hold; {@code attributes} of what is returned are
   * empty where there are none.
   *
   * @param path the volume-relative key that they are bound to: {@code a/b} or, for a directory's
   *     marker, {@code a/b/}
   */
  OpenedAttributes openAttributes(String path, Map<String, String> metadata) throws IOException;

  /**
   * Whether attributes are kept in a text that authenticates itself, for its object's path alone:
   * then it does not matter who passes it on.
   */
  default boolean authenticatesAttributes() {
    return false;
  }

  /** That text, in an object's headers; empty if there is none. */
  default Optional<String> sealedAttributes(Map<String, String> metadata) {
    return Optional.empty();
  }

  /** The headers that {@link #openAttributes} takes such a text in. */
  default Map<String, String> withSealedAttributes(String sealed) {
    return Map.of();
  }

  /** What of an object's headers was there before, and is to stay, when its attributes change. */
  default Map<String, String> foreign(Map<String, String> metadata) {
    return metadata;
  }

  /** Whether the headers have room, and a form, for these attributes. */
  default boolean canKeep(FileMetadata attributes) {
    return attributes.xattrs().without(AccessTime.NAME).encodedLength() + AccessTime.ENCODED_BYTES
        <= Xattrs.MAX_ENCODED_LENGTH;
  }

  /** The headers for an object at {@code path}, as {@link #openAttributes} takes them. */
  Map<String, String> sealAttributes(String path, FileMetadata attributes, BodyIdentity body);
}
