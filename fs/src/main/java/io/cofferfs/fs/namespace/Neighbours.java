package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of one directory that are asked for one soon after the other: then one page of its listing
 * answers what would be a request or two for each of them. A directory that is longer than a page
 * is left alone for a while. Thread-safe.
 */
final class Neighbours {
  // A name of which nothing is known costs two requests, so the second one pays for a listing.
  private static final int UNKNOWN_NAMES = 2;

  // A file that was there lately costs one request, and a cheaper one than a listing is.
  private static final int KNOWN_FILES = 8;

  private static final int DIRECTORIES = 1000;
  private static final long LARGE_FOR_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Layers layers;
  private final Freshness freshness;
  private final Cache<FilePath, Asked> asked = newCache();
  private final Cache<FilePath, Long> largeSince = newCache();
  private final Cache<FilePath, Boolean> newNames = newCache();
  private final ConcurrentHashMap<FilePath, CompletableFuture<Boolean>> underWay =
      new ConcurrentHashMap<>();

  /** How many names of a directory were asked for lately; of the last one which, and when. */
  private record Asked(int names, String last, long lastAt) {}

  Neighbours(Layers layers, Freshness freshness) {
    this.layers = layers;
    this.freshness = freshness;
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
    return worthIt && !isLarge(directory, now) && listOnce(directory);
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
        && !isLarge(directory, freshness.now())
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

  private boolean isLarge(FilePath directory, long now) {
    Long since = largeSince.getIfPresent(directory);
    return since != null && now >= since && now - since < LARGE_FOR_MILLIS;
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
    String prefix = layers.keys().directoryKey(directory);
    ListingLoad load = layers.known().listings().begin(directory);
    try {
      ListPage page = layers.store().list(ListRequest.directory(prefix));
      if (page.continuation().isPresent()) {
        largeSince.put(directory, freshness.now());
        return false;
      }
      return isWhole(load, page);
    } finally {
      layers.known().listings().end(load);
    }
  }

  /** Takes the page as the listing of the directory, unless there is no such directory. */
  private boolean isWhole(ListingLoad load, ListPage page) throws IOException {
    FilePath directory = load.directory();
    Set<String> remembered = layers.known().remembered().in(directory);
    PageMerge merge = new PageMerge(directory, layers.keys(), remembered, layers.oddities());
    List<Listed> entries = new ArrayList<>();
    remembered.forEach(name -> entries.add(new Listed.Directory(name)));
    entries.addAll(merge.add(page));
    entries.addAll(merge.finish());
    if (merge.isEmpty() && remembered.isEmpty() && !directory.isRoot()) {
      return false;
    }
    entries.forEach(load::add);
    load.marker(merge.marker());
    layers.known().listings().complete(load);
    return true;
  }
}
