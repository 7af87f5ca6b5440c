package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.fs.volume.FilePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The directories that were listed lately, and listings under way. The lock orders changes made by
 * this mount against the end of a listing: each change reaches either the load or the listing that
 * comes of it.
 */
final class Listings {
  /** Weighs as much as some entries of its own. */
  private static final int EMPTY_WEIGHT = 4;

  private final Cache<FilePath, Listing> complete;
  private final List<ListingLoad> underWay = new ArrayList<>();
  private final Freshness freshness;
  private final int maxEntries;

  /**
   * @param maxEntries of all directories together
   */
  Listings(int maxEntries, Freshness freshness) {
    this.complete =
        Caffeine.newBuilder()
            .maximumWeight(maxEntries)
            .weigher((FilePath path, Listing listing) -> EMPTY_WEIGHT + listing.size())
            .executor(Runnable::run)
            .build();
    this.freshness = freshness;
    this.maxEntries = maxEntries;
  }

  /** The listing of a directory, however old. */
  Optional<Listing> get(FilePath directory) {
    return Optional.ofNullable(complete.getIfPresent(directory));
  }

  synchronized ListingLoad begin(FilePath directory) {
    ListingLoad load =
        new ListingLoad(directory, new Listing(freshness), maxEntries - EMPTY_WEIGHT);
    underWay.add(load);
    return load;
  }

  /** Ends a load that saw every page; the entries that no page has shown. */
  synchronized List<Listed> complete(ListingLoad load) {
    underWay.remove(load);
    List<Listed> unseen = load.finish();
    load.listing().ifPresent(listing -> keep(load.directory(), listing));
    return unseen;
  }

  /** The same, where nobody was shown the pages: they are as old as the first request for them. */
  synchronized void completeAsOfItsBeginning(ListingLoad load) {
    underWay.remove(load);
    load.finishAsOfItsBeginning();
    load.listing().ifPresent(listing -> keep(load.directory(), listing));
  }

  private void keep(FilePath directory, Listing listing) {
    complete.asMap().merge(directory, listing, Listing::orNewer);
  }

  /** Ends a load, whether or not it is complete. */
  synchronized void end(ListingLoad load) {
    underWay.remove(load);
  }

  /** Learns of a directory made just now. */
  synchronized void putEmpty(FilePath directory) {
    complete.put(directory, new Listing(freshness));
  }

  /** Learns that this mount has made or changed an entry. */
  synchronized void changed(FilePath path, Listed entry) {
    loads(path.parent()).forEach(load -> load.changed(entry.name(), Optional.of(entry)));
    change(path.parent(), listing -> listing.put(entry));
  }

  /** Learns that this mount has removed an entry. */
  synchronized void removed(FilePath path) {
    loads(path.parent()).forEach(load -> load.changed(path.name(), Optional.empty()));
    change(path.parent(), listing -> listing.remove(path.name()));
  }

  /** Changes a listing that is of use yet, and weighs it anew; another one is dropped. */
  private void change(FilePath directory, Consumer<Listing> change) {
    complete
        .asMap()
        .computeIfPresent(
            directory,
            (path, listing) -> {
              change.accept(listing);
              return listing.isOfUse() ? listing : null;
            });
  }

  private List<ListingLoad> loads(FilePath directory) {
    return underWay.stream().filter(load -> load.directory().equals(directory)).toList();
  }

  synchronized void forget(FilePath directory) {
    complete.invalidate(directory);
    loads(directory).forEach(ListingLoad::giveUp);
  }

  /** Forgets the listings of the directory and of all below it. */
  synchronized void forgetWithin(FilePath directory) {
    complete.asMap().keySet().removeIf(path -> path.isWithin(directory));
    underWay.stream()
        .filter(load -> load.directory().isWithin(directory))
        .forEach(ListingLoad::giveUp);
  }
}
