package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of single paths, what is missing included. A path is asked for once, however many
 * want it; and what this mount has done overrides questions that were under way meanwhile.
 *
 * <p>The map of questions is the lock: an answer enters the cache inside {@code compute} of its
 * path, and only while its question is still the one registered there.
 */
final class EntryCache {
  private final Cache<FilePath, Sighting> known;
  private final ConcurrentHashMap<FilePath, CompletableFuture<Sighting>> underWay =
      new ConcurrentHashMap<>();
  private final Freshness freshness;

  EntryCache(int maxEntries, Freshness freshness) {
    this.known = Caffeine.newBuilder().maximumSize(maxEntries).executor(Runnable::run).build();
    this.freshness = freshness;
  }

  /** A question to the store, or to what tells the same. */
  interface Question {

    /**
     * Asks it.
     *
     * @param now when a request made for it is made
     */
    Sighting ask(long now) throws IOException;
  }

  Optional<Answer> fresh(FilePath path) {
    return freshSighting(path).map(Sighting::answer);
  }

  /** What was last seen of the path, however long ago. */
  Optional<Sighting> last(FilePath path) {
    return Optional.ofNullable(known.getIfPresent(path));
  }

  /** The entry as it was last seen, however long ago. */
  Optional<Entry> lastKnown(FilePath path) {
    return last(path)
        .map(Sighting::answer)
        .filter(Answer.Present.class::isInstance)
        .map(answer -> ((Answer.Present) answer).entry());
  }

  private Optional<Sighting> freshSighting(FilePath path) {
    return last(path).filter(seen -> freshness.holds(seen.seenAt()));
  }

  /** From the cache, from whoever is asking already, or from the store. */
  Sighting get(FilePath path, Question question) throws IOException {
    Optional<Sighting> fresh = freshSighting(path);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    CompletableFuture<Sighting> mine = new CompletableFuture<>();
    CompletableFuture<Sighting> other = underWay.putIfAbsent(path, mine);
    return other == null ? ask(path, mine, question) : Requests.await(other);
  }

  /** From the store, now. */
  Sighting refresh(FilePath path, Question question) throws IOException {
    CompletableFuture<Sighting> mine = new CompletableFuture<>();
    underWay.put(path, mine);
    known.invalidate(path);
    return ask(path, mine, question);
  }

  private Sighting ask(FilePath path, CompletableFuture<Sighting> mine, Question question)
      throws IOException {
    try {
      // Somebody may have answered between the look into the cache and the registration.
      Optional<Sighting> fresh = freshSighting(path);
      Sighting answer = fresh.isPresent() ? fresh.get() : askAndLearn(path, mine, question);
      mine.complete(answer);
      return answer;
    } catch (IOException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(path, mine);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very question, not one like it
  private Sighting askAndLearn(FilePath path, CompletableFuture<Sighting> mine, Question question)
      throws IOException {
    Sighting seen = question.ask(freshness.now());
    underWay.computeIfPresent(
        path,
        (key, current) -> {
          if (current == mine) {
            known.put(path, seen);
          }
          return current;
        });
    return seen;
  }

  /** Learns what this mount has done. */
  void put(FilePath path, Answer answer) {
    underWay.compute(
        path,
        (key, question) -> {
          known.put(path, new Sighting(answer, freshness.now()));
          return null;
        });
  }

  void forget(FilePath path) {
    underWay.compute(
        path,
        (key, question) -> {
          known.invalidate(path);
          return null;
        });
  }

  /** Forgets the path and all below it. */
  void forgetWithin(FilePath directory) {
    underWay.keySet().stream().filter(path -> path.isWithin(directory)).forEach(this::forget);
    known.asMap().keySet().stream().filter(path -> path.isWithin(directory)).forEach(this::forget);
  }

  /** Forgets that the directories above the path were missing. */
  void forgetAbsenceAbove(FilePath path) {
    for (FilePath above = path.parent(); !above.isRoot(); above = above.parent()) {
      known
          .asMap()
          .computeIfPresent(
              above, (key, entry) -> entry.answer() instanceof Answer.Absent ? null : entry);
    }
  }
}
