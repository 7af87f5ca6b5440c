package io.cofferfs.cli;

import io.cofferfs.fs.s3.MultipartUpload;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that a process left behind.
 *
 * @param since when it was begun or put there; from the store's clock
 * @param upload of an {@link Kind#UPLOAD}
 */
record Leftover(Kind kind, String key, Instant since, Optional<MultipartUpload> upload) {

  /** What it is, and what is done about it. */
  enum Kind {
    /** Of a file that never became visible. */
    UPLOAD("an upload", "aborted"),
    /** The content of a file that lost its name while a program had it open. */
    SET_ASIDE("a deleted file", "removed"),
    /** Of a directory; half done. */
    RENAME("a rename", "ended"),
    /** What a check has written. */
    PROBE("a probe", "removed"),
    /** Of a directory that is gone or has not changed for long; made anew where it is missed. */
    INDEX("an attribute index", "removed");

    private final String noun;
    private final String done;

    Kind(String noun, String done) {
      this.noun = noun;
      this.done = done;
    }

    String noun() {
      return noun;
    }

    String done() {
      return done;
    }
  }
}
