package io.cofferfs.fs.bulk;

import io.cofferfs.fs.bulk.Tally.Totals;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a job has before it, in the background, so that it can say how long it will take. It
 * costs one request for each thousand objects, and nothing depends on it.
 */
public final class Census implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Census.class);
  private static final int ANNOUNCED_EVERY = 1000;

  private final Scope scope;
  private final Tally tally;
  private final Cancellation cancellation;
  private long objects;
  private long bytes;

  public Census(Scope scope, Tally tally, Cancellation cancellation) {
    this.scope = scope;
    this.tally = tally;
    this.cancellation = cancellation;
  }

  @Override
  public void run() {
    try {
      scope.visit(object -> count(object.length()));
      tally.announce(new Totals(objects, bytes, /* complete= */ !cancellation.isRequested()));
    } catch (IOException e) {
      log.info("the objects could not be counted in advance: {}", e.getMessage());
    }
  }

  private boolean count(long length) {
    objects++;
    bytes += length;
    if (objects % ANNOUNCED_EVERY == 0) {
      tally.announce(new Totals(objects, bytes, /* complete= */ false));
    }
    return !cancellation.isRequested();
  }
}
