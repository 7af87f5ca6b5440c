package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A store whose requests go wrong as told: by script ({@link #next}), or by the dice of a seed
 * ({@link #fromSeed}). Scripted faults come first, in the order given, one for each request of
 * their kind. Thread-safe.
 */
public final class FaultyObjectStore extends InterceptedObjectStore {
  private final Map<Request, Queue<Optional<Fault>>> script = new EnumMap<>(Request.class);
  private @Nullable SplittableRandom dice;
  private double probability;

  public FaultyObjectStore(ObjectStore delegate) {
    super(delegate);
  }

  /** The next request of this kind that has no fault yet gets this one. */
  public synchronized FaultyObjectStore next(Request request, Fault fault) {
    return enqueue(request, Optional.of(fault));
  }

  /** The next {@code count} requests of this kind that have no fault yet are spared. */
  public synchronized FaultyObjectStore spare(Request request, int count) {
    for (int i = 0; i < count; i++) {
      enqueue(request, Optional.empty());
    }
    return this;
  }

  /**
   * From now on each request without a scripted fault fails with this probability: refused, its
   * answer lost, or its body broken, as is possible for it.
   */
  public synchronized FaultyObjectStore fromSeed(long seed, double probability) {
    this.dice = new SplittableRandom(seed);
    this.probability = probability;
    return this;
  }

  /** Forgets all faults that have not happened yet. */
  public synchronized void heal() {
    script.clear();
    dice = null;
  }

  private FaultyObjectStore enqueue(Request request, Optional<Fault> fault) {
    script.computeIfAbsent(request, r -> new ArrayDeque<>()).add(fault);
    return this;
  }

  private synchronized Optional<Fault> draw(Request request) {
    Queue<Optional<Fault>> scripted = script.get(request);
    if (scripted != null && !scripted.isEmpty()) {
      return scripted.remove();
    }
    SplittableRandom random = dice;
    return random != null && random.nextDouble() < probability
        ? Optional.of(roll(request, random))
        : Optional.empty();
  }

  private static Fault roll(Request request, SplittableRandom random) {
    if (random.nextBoolean()) {
      return Fault.refusal(Reason.UNAVAILABLE);
    }
    if (request == Request.GET) {
      return Fault.brokenBody(random.nextLong(1 << 16));
    }
    return request.isWrite() ? Fault.lostAnswer() : Fault.refusal(Reason.UNAVAILABLE);
  }

  @Override
  <T> T intercept(Request request, long uploadedBytes, Call<T> call) throws ObjectStoreException {
    return intercept(request, draw(request), call);
  }

  private static <T> T intercept(Request request, Optional<Fault> drawn, Call<T> call)
      throws ObjectStoreException {
    if (drawn.isPresent()) {
      Fault fault = drawn.get();
      if (fault instanceof Fault.Refusal refusal) {
        throw new ObjectStoreException(refusal.reason(), request + " refused by the test");
      }
      if (fault instanceof Fault.LostAnswer) {
        call.make();
        throw new ObjectStoreException(Reason.OUTCOME_UNKNOWN, request + ": answer lost");
      }
      if (fault instanceof Fault.Interference interference) {
        interference.action().run();
      }
      if (fault instanceof Fault.Hold hold) {
        hold.reached().countDown();
        await(hold);
      }
    }
    return call.make();
  }

  @Override
  public ObjectBody get(String key, Optional<ByteRange> range, Optional<ETag> ifMatch)
      throws ObjectStoreException {
    Optional<Fault> drawn = draw(Request.GET);
    ObjectBody body = intercept(Request.GET, drawn, () -> delegateGet(key, range, ifMatch));
    if (drawn.isPresent() && drawn.get() instanceof Fault.BrokenBody broken) {
      return new ObjectBody(body.info(), FaultyStream.broken(body.stream(), broken.afterBytes()));
    }
    if (drawn.isPresent() && drawn.get() instanceof Fault.TruncatedBody truncated) {
      return new ObjectBody(
          body.info(), FaultyStream.truncated(body.stream(), truncated.afterBytes()));
    }
    return body;
  }

  private static void await(Fault.Hold hold) throws ObjectStoreException {
    try {
      hold.released().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ObjectStoreException(Reason.UNAVAILABLE, "interrupted", e);
    }
  }
}
