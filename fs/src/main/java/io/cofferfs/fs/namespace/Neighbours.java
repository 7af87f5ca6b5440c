package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of one directory that are asked for one soon after the other: then one page of its listing
 * answers what would be a request or two for each of them. A directory that is longer than a page
 * is listed in the background, once that is worth it, too. Thread-safe.
 */
final class Neighbours {
  private static final Logger log = LoggerFactory.getLogger(Neighbours.class);

  // A name of which nothing is known costs two requests, so the second one pays for a listing.
  private static final int UNKNOWN_NAMES = 2;

  // A file that was there lately costs one request, and a cheaper one than a listing is.
  private static final int KNOWN_FILES = 8;

  // So many new names show that more are to come, which would have to wait for the next listing.
  private static final int NEW_NAMES = 8;

  private static final int DIRECTORIES = 1000;

  private final Layers layers;
  private final Freshness freshness;
  private final Cache<FilePath, Asked> asked = newCache();
  private final LongDirectories longDirectories;
  private final WholeListing whole;
  private final Cache<FilePath, Boolean> newNames = newCache();
  private final ConcurrentHashMap<FilePath, CompletableFuture<Boolean>> underWay =
      new ConcurrentHashMap<>();

  /** How many names of a directory were asked for lately; of the last one which, and when. */
  private record Asked(int names, String last, long lastAt) {}

  Neighbours(Layers layers, Freshness freshness) {
    this.layers = layers;
    this.freshness = freshness;
    this.longDirectories = new LongDirectories(freshness, DIRECTORIES);
    this.whole = new WholeListing(layers);
  }

  private static <T> Cache<FilePath, T> newCache() {
    return Caffeine.newBuilder().maximumSize(DIRECTORIES).executor(Runnable::run).build();
  }

  /**
   * Notes that a path is asked for that no listing tells of, and lists its directory if that is
   * worth it; whether there is a new listing now.
   *
   * @param file whether it was a file lately
   */
  boolean list(FilePath path, boolean file) throws IOException {
    FilePath directory = path.parent();
    long now = freshness.now();
    Asked counted =
        asked.asMap().compute(directory, (key, before) -> oneMore(before, path.name(), now));
    boolean worthIt = counted.names() >= (file ? KNOWN_FILES : UNKNOWN_NAMES);
    if (!worthIt || !longDirectories.has(directory)) {
      return worthIt && listOnce(directory);
    }
    listAhead(directory, layers.known().listings().get(directory));
    return false;
  }

  /**
   * Notes that this listing of its directory has answered for a path.
   *
   * @param absent whether it said that there is nothing
   */
  void answered(FilePath path, Listing by, boolean absent) {
    FilePath directory = path.parent();
    if (longDirectories.has(directory)) {
      listAhead(directory, Optional.of(by));
    } else if (absent && by.toldAbsence(NEW_NAMES)) {
      renew(directory);
    }
  }

  /** Lists a directory anew while what is known of it is still believed: nobody waits for that. */
  private void renew(FilePath directory) {
    try {
      layers.requests().ahead(() -> listInTime(directory));
    } catch (RejectedExecutionException e) {
      log.debug("a listing is not renewed, as the mount ends");
    }
  }

  private void listInTime(FilePath directory) {
    try {
      boolean unused = listOnce(directory);
    } catch (IOException e) {
      log.debug("renewing a listing failed", e); // whoever needs it lists again, and reports
    }
  }

  /** Has a long directory listed if that is worth it; who is asking meanwhile does not wait. */
  private void listAhead(FilePath directory, Optional<Listing> current) {
    Optional<Integer> mostPages = longDirectories.worthListing(directory, current);
    if (mostPages.isPresent()) {
      try {
        layers.requests().ahead(() -> listInBackground(directory, mostPages.get()));
      } catch (RejectedExecutionException e) {
        longDirectories.failed(directory); // The mount ends.
      }
    }
  }

  private void listInBackground(FilePath directory, int mostPages) {
    Optional<WholeListing.Outcome> outcome = Optional.empty();
    try {
      outcome =
          Optional.of(whole.list(directory, mostPages))
              .filter(ended -> ended.isWhole() || ended.isTooLong());
    } catch (IOException e) {
      log.debug("listing a directory ahead failed", e);
    } finally {
      outcome.ifPresentOrElse(
          ended -> longDirectories.listed(directory, ended),
          () -> longDirectories.failed(directory));
    }
  }

  /**
   * Lists a directory that is asked for itself, if names in it were lately, so that these are
   * answered as well; whether there is a new listing now.
   */
  boolean listAgain(FilePath directory) throws IOException {
    Asked counted = asked.getIfPresent(directory);
    return counted != null
        && counted.names() >= UNKNOWN_NAMES
        && freshness.isRecent(counted.lastAt())
        && !longDirectories.has(directory)
        && listOnce(directory);
  }

  /** Whether the last name asked for beside this one, of which nothing was known, was nobody's. */
  boolean areNew(FilePath path) {
    return Boolean.TRUE.equals(newNames.getIfPresent(path.parent()));
  }

  void noteNew(FilePath path, boolean isNew) {
    newNames.put(path.parent(), isNew);
  }

  private Asked oneMore(@Nullable Asked before, String name, long now) {
    if (before == null || !freshness.isRecent(before.lastAt())) {
      return new Asked(1, name, now);
    }
    int more = before.last().equals(name) ? 0 : 1;
    return new Asked(Math.min(before.names() + more, KNOWN_FILES), name, now);
  }

  /** Lists the directory, or waits for whoever does. */
  private boolean listOnce(FilePath directory) throws IOException {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> other = underWay.putIfAbsent(directory, mine);
    if (other != null) {
      return Requests.await(other);
    }
    try {
      mine.complete(listPage(directory));
    } catch (IOException | RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(directory, mine);
    }
    return Requests.await(mine);
  }

  private boolean listPage(FilePath directory) throws IOException {
    WholeListing.Outcome outcome = whole.list(directory, /* mostPages= */ 1);
    if (outcome.isTooLong()) {
      longDirectories.met(directory);
    }
    return outcome.isWhole();
  }
}
