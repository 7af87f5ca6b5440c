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
  private final Cache<FilePath, Known> known;
  private final ConcurrentHashMap<FilePath, CompletableFuture<Answer>> underWay =
      new ConcurrentHashMap<>();
  private final Freshness freshness;

  EntryCache(int maxEntries, Freshness freshness) {
    this.known = Caffeine.newBuilder().maximumSize(maxEntries).executor(Runnable::run).build();
    this.freshness = freshness;
  }

  private record Known(Answer answer, long seenAt) {}

  /** A question to the store. */
  interface Question {
    Answer ask() throws IOException;
  }

  Optional<Answer> fresh(FilePath path) {
    return Optional.ofNullable(known.getIfPresent(path))
        .filter(entry -> freshness.holds(entry.seenAt()))
        .map(Known::answer);
  }

  /** The entry as it was last seen, however long ago. */
  Optional<Entry> lastKnown(FilePath path) {
    return Optional.ofNullable(known.getIfPresent(path))
        .map(Known::answer)
        .filter(Answer.Present.class::isInstance)
        .map(answer -> ((Answer.Present) answer).entry());
  }

  /** From the cache, from whoever is asking already, or from the store. */
  Answer get(FilePath path, Question question) throws IOException {
    Optional<Answer> fresh = fresh(path);
    if (fresh.isPresent()) {
      return fresh.get();
    }
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> other = underWay.putIfAbsent(path, mine);
    return other == null ? ask(path, mine, question) : Requests.await(other);
  }

  /** From the store, now. */
  Answer refresh(FilePath path, Question question) throws IOException {
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    underWay.put(path, mine);
    known.invalidate(path);
    return ask(path, mine, question);
  }

  private Answer ask(FilePath path, CompletableFuture<Answer> mine, Question question)
      throws IOException {
    try {
      // Somebody may have answered between the look into the cache and the registration.
      Optional<Answer> fresh = fresh(path);
      Answer answer = fresh.isPresent() ? fresh.get() : askAndLearn(path, mine, question);
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
  private Answer askAndLearn(FilePath path, CompletableFuture<Answer> mine, Question question)
      throws IOException {
    long askedAt = freshness.now();
    Answer answer = question.ask();
    underWay.computeIfPresent(
        path,
        (key, current) -> {
          if (current == mine) {
            known.put(path, new Known(answer, askedAt));
          }
          return current;
        });
    return answer;
  }

  /** Learns what this mount has done. */
  void put(FilePath path, Answer answer) {
    underWay.compute(
        path,
        (key, question) -> {
          known.put(path, new Known(answer, freshness.now()));
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
