package io.cofferfs.test.proof;

import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What goes wrong between a client and a server every day, a few times in a hundred requests, and
 * never twice in a row with one request: so whoever tries again gets through. Thread-safe.
 */
final class RandomFaults implements RequestHook {
  private final SplittableRandom random;
  private final Set<String> failedOnce = new HashSet<>();
  private boolean refusingWrites;
  private long count;

  RandomFaults(long seed) {
    random = new SplittableRandom(seed);
  }

  /** From now on, until told otherwise, nothing can be written at all. */
  synchronized void refuseWrites(boolean value) {
    refusingWrites = value;
  }

  /** How many requests have failed so far. */
  synchronized long count() {
    return count;
  }

  @Override
  public synchronized Reaction on(ServedRequest request) {
    boolean read = request.method().equals("GET") || request.method().equals("HEAD");
    if (refusingWrites && !read) {
      return Reaction.refusal(503, "SlowDown");
    }
    String id =
        String.join(
            " ",
            request.method(),
            request.path(),
            request.query(),
            request.header("range").orElse(""));
    if (failedOnce.remove(id) || random.nextInt(100) >= 4) {
      return Reaction.pass();
    }
    failedOnce.add(id);
    count++;
    return switch (random.nextInt(3)) {
      case 0 -> Reaction.refusal(503, "SlowDown");
      case 1 -> Reaction.lostAnswer();
      default ->
          request.method().equals("GET")
              ? Reaction.brokenBody(random.nextInt(400))
              : Reaction.refusal(500, "InternalError");
    };
  }
}
