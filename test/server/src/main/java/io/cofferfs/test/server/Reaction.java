package io.cofferfs.test.server;

import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** What becomes of a request. */
public sealed interface Reaction {

  /** The server answers as it does. */
  record Pass() implements Reaction {}

  /** The server answers with this status and S3 error code, and does nothing. */
  record Refusal(int status, String code) implements Reaction {}

  /** The server does what was asked, but the connection breaks instead of its answer. */
  record LostAnswer() implements Reaction {}

  /** The connection breaks once this many bytes of the answer's body were sent. */
  record BrokenBody(long afterBytes) implements Reaction {}

  /** The answer's body pauses after this many bytes until released, and then breaks. */
  record StalledBody(long afterBytes, CountDownLatch released) implements Reaction {}

  /** The answer lacks these headers; names in lower case. */
  record MissingHeaders(Set<String> names) implements Reaction {}

  static Reaction pass() {
    return new Pass();
  }

  static Reaction refusal(int status, String code) {
    return new Refusal(status, code);
  }

  static Reaction lostAnswer() {
    return new LostAnswer();
  }

  static Reaction brokenBody(long afterBytes) {
    return new BrokenBody(afterBytes);
  }

  static Reaction stalledBody(long afterBytes, CountDownLatch released) {
    return new StalledBody(afterBytes, released);
  }

  static Reaction missingHeaders(String... names) {
    return new MissingHeaders(Set.of(names));
  }
}
