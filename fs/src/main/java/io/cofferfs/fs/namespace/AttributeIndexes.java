package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attributes of files that a mount, this one or another, had to ask for one by one, kept beside the
 * volume so that the next one asks for them all at once. A help and no more: without an index, or
 * with one that is old, damaged or forged, requests for single files tell what it would have.
 *
 * <p>Only volumes whose headers authenticate themselves have any. Thread-safe.
 */
final class AttributeIndexes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AttributeIndexes.class);

  /** For so long nobody else is expected to have written a better one. */
  private static final long AGAIN_MILLIS = Duration.ofMinutes(1).toMillis();

  /** An index is written anew for the sake of this part of what is in it already. */
  private static final int WORTH_ANEW = 8;

  private static final long CLOSE_SECONDS = 10;

  private final IndexStore store;
  private final VolumeCodec codec;
  private final IndexPolicy policy;
  private final Requests requests;
  private final KnownTree known;
  private final Clock clock;
  private final int maxFiles;
  private final Cache<FilePath, Consulted> consulted;
  private final Map<FilePath, IndexDraft> drafts = new LinkedHashMap<>();
  private final Set<CompletableFuture<Boolean>> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean refused;
  private int drafted;

  /**
   * An index that was asked for.
   *
   * @param at when, in milliseconds
   */
  private record Consulted(long at, CompletableFuture<AttributeIndex> index) {
    int weight() {
      return 1 + index.getNow(AttributeIndex.EMPTY).size();
    }
  }

  /** Of a volume of this codec. */
  AttributeIndexes(
      IndexStore store,
      VolumeCodec codec,
      NamespaceSettings settings,
      KnownTree known,
      Requests requests,
      Clock clock) {
    this.store = store;
    this.codec = codec;
    this.policy = settings.listingSuffices() ? IndexPolicy.NONE : settings.indexes();
    this.known = known;
    this.requests = requests;
    this.clock = clock;
    this.maxFiles = settings.rememberedObjects();
    this.consulted =
        Caffeine.newBuilder()
            .maximumWeight(maxFiles)
            .weigher((FilePath directory, Consulted found) -> found.weight())
            .executor(Runnable::run)
            .build();
  }

  /** What the headers of a version say, as far as the index of its directory is here. */
  Optional<Map<String, String>> headers(FilePath file, StoredVersion version) {
    return Optional.ofNullable(consulted.getIfPresent(file.parent()))
        .flatMap(found -> found.index().getNow(AttributeIndex.EMPTY).sealed(version))
        .map(codec::withSealedAttributes);
  }

  /**
   * Begins to read the index of a directory if that may save requests.
   *
   * @param unknown how many of its files would be asked for now
   */
  void consult(FilePath directory, int unknown) {
    if (!policy.read() || !codec.authenticatesAttributes() || 2 * unknown < policy.least()) {
      return;
    }
    Consulted mine = new Consulted(clock.millis(), new CompletableFuture<>());
    Consulted current =
        consulted
            .asMap()
            .compute(directory, (path, found) -> found == null || isOutdated(found) ? mine : found);
    if (mine.equals(current)) {
      requests.run(() -> load(directory, mine));
    }
  }

  private boolean isOutdated(Consulted found) {
    return clock.millis() - found.at() >= AGAIN_MILLIS;
  }

  private void load(FilePath directory, Consulted asked) {
    AttributeIndex index = AttributeIndex.EMPTY;
    try {
      index = store.load(directory);
    } finally {
      asked.index().complete(index);
    }
    // It weighs something now.
    consulted.asMap().replace(directory, asked, new Consulted(asked.at(), asked.index()));
  }

  /** Waits until the index of a directory is here, if somebody has begun to read it. */
  void await(FilePath directory) {
    Consulted found = consulted.getIfPresent(directory);
    if (found != null) {
      found.index().join();
    }
  }

  /**
   * Learns of a file that had to be asked for.
   *
   * @param path of the object; a directory's ends in a slash
   * @param askedAt when the request was made, in milliseconds
   */
  void saw(String path, ObjectInfo info, long askedAt) {
    if (policy.written() && !refused && !path.isEmpty() && !path.endsWith("/")) {
      long settled = info.lastModified().plus(policy.settledAfter()).toEpochMilli();
      codec
          .sealedAttributes(info.metadata())
          .filter(text -> askedAt >= settled)
          .map(text -> IndexedFile.of(info, text))
          .filter(AttributeIndex::fits)
          .ifPresent(file -> add(new FilePath(path).parent(), file));
    }
  }

  private synchronized void add(FilePath directory, IndexedFile file) {
    IndexDraft draft = drafts.computeIfAbsent(directory, path -> new IndexDraft());
    int before = draft.size();
    if (before < maxFiles) {
      draft.add(file, clock.millis());
      drafted += draft.size() - before;
      if (before < policy.least() && draft.size() >= policy.least()) {
        writeLater(directory);
      }
      makeRoom(directory);
    }
  }

  /** Gives up the drafts that were begun first. */
  private void makeRoom(FilePath spared) {
    var eldest = drafts.entrySet().iterator();
    while (drafted > maxFiles && eldest.hasNext()) {
      Map.Entry<FilePath, IndexDraft> draft = eldest.next();
      if (!draft.getKey().equals(spared)) {
        drafted -= draft.getValue().size();
        eldest.remove();
      }
    }
  }

  private void writeLater(FilePath directory) {
    requests.later(() -> writeIfQuiet(directory), policy.quiet());
  }

  private synchronized void writeIfQuiet(FilePath directory) {
    IndexDraft draft = drafts.get(directory);
    if (draft != null && clock.millis() - draft.changedAt() < policy.quiet().toMillis()) {
      writeLater(directory);
    } else if (draft != null) {
      begin(directory);
    }
  }

  private synchronized void begin(FilePath directory) {
    takeDraft(directory)
        .filter(draft -> draft.size() >= policy.least())
        .ifPresent(draft -> start(() -> write(directory, draft)));
  }

  private synchronized Optional<IndexDraft> takeDraft(FilePath directory) {
    Optional<IndexDraft> draft = Optional.ofNullable(drafts.remove(directory));
    draft.ifPresent(taken -> drafted -= taken.size());
    return draft;
  }

  private void start(Change change) {
    CompletableFuture<Boolean> end =
        requests.start(
            () -> {
              change.make();
              return true;
            });
    underWay.add(end);
    Future<?> unused = end.whenComplete((made, failure) -> ended(end, failure));
  }

  /** A change of what is in the bucket. */
  private interface Change {
    void make() throws IOException;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // the very change, not one like it
  private void ended(CompletableFuture<Boolean> change, @Nullable Throwable failure) {
    underWay.remove(change);
    if (failure == null) {
      return;
    }
    if (failure.getCause() instanceof ObjectStoreException e
        && e.reason() == Reason.ACCESS_DENIED) {
      refused = true;
    }
    log.info("an index of attributes was not changed: {}", failure.getMessage());
  }

  private void write(FilePath directory, IndexDraft draft) throws IOException {
    AttributeIndex old = current(directory);
    if (WORTH_ANEW * draft.size() >= old.size()) {
      AttributeIndex index = old.with(draft.files(), listed(directory));
      store.save(directory, index);
      consulted.put(
          directory, new Consulted(clock.millis(), CompletableFuture.completedFuture(index)));
    }
  }

  private AttributeIndex current(FilePath directory) {
    Consulted found = consulted.getIfPresent(directory);
    return found == null || isOutdated(found) ? store.load(directory) : found.index().join();
  }

  /** The versions that there are, where a listing has told lately. */
  private Optional<Set<ETag>> listed(FilePath directory) {
    return known
        .listings()
        .get(directory)
        .map(
            listing ->
                listing.entries().stream()
                    .filter(Listed.Stored.class::isInstance)
                    .map(entry -> ((Listed.Stored) entry).etag())
                    .collect(Collectors.toSet()));
  }

  /** Learns that this mount has removed a directory: its index helps nobody any more. */
  void removed(FilePath directory) {
    takeDraft(directory);
    Consulted found = consulted.asMap().remove(directory);
    if (policy.written() && found != null && found.weight() > 1) {
      start(() -> store.remove(directory));
    }
  }

  /** Writes what is worth it, and waits for that, but not for long. */
  @Override
  public void close() {
    synchronized (this) {
      List.copyOf(drafts.keySet()).forEach(this::begin);
    }
    try {
      CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
          .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("not every index of attributes was written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
