package io.cofferfs.crypto;

import java.io.IOException;

/** Why a coffer object, metadata header, volume file or key was refused. */
public final class CofferException extends IOException {
  private static final long serialVersionUID = 1;

  /** The kinds of refusal; a caller decides by these, never by the message. */
  public enum Reason {
    /** The bytes are not what the format allows: lengths, magic, syntax. No key was involved. */
    MALFORMED,
    /** A version, suite or option this release does not know. */
    UNSUPPORTED_VERSION,
    /** The key is right and an authentication tag is not: the bytes were changed. */
    TAMPERED,
    /** The key does not belong to this object or volume. */
    WRONG_KEY,
    /** Metadata or a name that does not open under this path, or metadata of another object. */
    NOT_BOUND,
    /** A name of more than 255 bytes, or a path that makes a key of more than 1,024. */
    NAME_TOO_LONG,
    /** The volume file has no slot of that id. */
    NO_SUCH_SLOT,
    /** Without this slot nobody could unlock the volume any more. */
    LAST_SLOT,
    /** An implementation of AES-GCM that is not there, or failed its self-test. */
    PROVIDER_UNUSABLE
  }

  private final Reason reason;

  /** The message carries ids, sizes and offsets; never keys, content or plaintext names. */
  public CofferException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
