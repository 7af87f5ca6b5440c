package io.cofferfs.test.server;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** What becomes of a request. */
public sealed interface Reaction {

  /** The server answers as it does. */
  record Pass() implements Reaction {}

  /** The server answers with this status, S3 error code and message, and does nothing. */
  record Refusal(int status, String code, String message) implements Reaction {}

  /** The server answers with this XML instead of its own, and does nothing. */
  record Answer(String xml) implements Reaction {}

  /** The server does what was asked, but the connection breaks instead of its answer. */
  record LostAnswer() implements Reaction {}

  /** The connection breaks once this many bytes of the answer's body were sent. */
  record BrokenBody(long afterBytes) implements Reaction {}

  /** The answer's body pauses after this many bytes until released, and then breaks. */
  record StalledBody(long afterBytes, CountDownLatch released) implements Reaction {}

  /** The answer has these headers besides its own, or instead of them. */
  record AddedHeaders(Map<String, String> headers) implements Reaction {}

  /** The answer lacks these headers; names in lower case. */
  record MissingHeaders(Set<String> names) implements Reaction {}

  static Reaction pass() {
    return new Pass();
  }

  static Reaction refusal(int status, String code) {
    return refusal(status, code, "refused by the test");
  }

  static Reaction refusal(int status, String code, String message) {
    return new Refusal(status, code, message);
  }

  static Reaction answer(String xml) {
    return new Answer(xml);
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

  static Reaction addedHeaders(Map<String, String> headers) {
    return new AddedHeaders(headers);
  }

  static Reaction missingHeaders(String... names) {
    return new MissingHeaders(Set.of(names));
  }
}
