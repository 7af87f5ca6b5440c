package io.cofferfs.fs.volume;

import io.cofferfs.crypto.ObjectId;
import java.util.Map;

/** What must be known of a stored body, besides the volume's keys, to open it. */
public sealed interface BodyIdentity {

  /** A coffer body whose metadata names it: it can be opened from any chunk. */
  record Bound(ObjectId objectId, int epoch) implements BodyIdentity {}

  /** A coffer body that lost its metadata: its header must be read first. */
  record Unbound() implements BodyIdentity {}

  /** A body that no key given fits (SSE-C), so that the server hands out nothing of it. */
  record Locked() implements BodyIdentity {}

  /**
   * A body of the S3 Encryption Client, which only the headers beside it open; none if nobody has
   * seen them yet.
   */
  record Enveloped(Map<String, String> headers) implements BodyIdentity {}

  /** A body stored as it is. */
  record Plain() implements BodyIdentity {}
}
