package io.cofferfs.fs.s3;

import java.util.concurrent.CountDownLatch;

/** Something that goes wrong with one request of a {@link FaultyObjectStore}. */
public sealed interface Fault {

  /** The request fails before it reaches the store: nothing changes. */
  record Refusal(ObjectStoreException.Reason reason) implements Fault {}

  /** The request takes effect, but its answer is lost: {@code OUTCOME_UNKNOWN}. */
  record LostAnswer() implements Fault {}

  /** The body throws {@code UNAVAILABLE} once this many bytes were read. */
  record BrokenBody(long afterBytes) implements Fault {}

  /** The body ends after this many bytes, as if that were all. */
  record TruncatedBody(long afterBytes) implements Fault {}

  /**
   * The request counts {@code reached} down and waits until {@code released} is down before it goes
   * to the store.
   */
  record Hold(CountDownLatch reached, CountDownLatch released) implements Fault {}

  /** Somebody else does this to the bucket just before the request reaches the store. */
  record Interference(Action action) implements Fault {}

  /** What another client of the bucket does. */
  interface Action {
    void run() throws ObjectStoreException;
  }

  static Fault refusal(ObjectStoreException.Reason reason) {
    return new Refusal(reason);
  }

  static Fault lostAnswer() {
    return new LostAnswer();
  }

  static Fault brokenBody(long afterBytes) {
    return new BrokenBody(afterBytes);
  }

  static Fault truncatedBody(long afterBytes) {
    return new TruncatedBody(afterBytes);
  }

  static Fault hold(CountDownLatch reached, CountDownLatch released) {
    return new Hold(reached, released);
  }

  static Fault interference(Action action) {
    return new Interference(action);
  }
}
