package io.cofferfs.fs.s3;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refusals of one kind of direct requests, one after the other. Thread-safe. */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** So many show that the SDK knows better. */
  private static final int MAX = 16;

  private final String requests;
  private final AtomicInteger inARow = new AtomicInteger();

  /**
   * @param requests what they are called in a message
   */
  Refusals(String requests) {
    this.requests = requests;
  }

  void add() {
    if (inARow.incrementAndGet() == MAX) {
      log.info("the server refuses {}; all are left to the SDK from now on", requests);
    }
  }

  /** One was not refused. */
  void end() {
    inARow.set(0);
  }

  boolean areTooMany() {
    return inARow.get() >= MAX;
  }
}
