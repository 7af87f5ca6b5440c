package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Set;

/**
 * Lists directories for the sake of what the listings will answer, rather than to show them to
 * anybody. Thread-safe.
 */
final class WholeListing {
  private final Layers layers;

  WholeListing(Layers layers) {
    this.layers = layers;
  }

  /**
   * What became of it.
   *
   * @param pages of the listing that there is now; 0 if there is none
   * @param isTooLong whether the directory has more than was allowed, or can be remembered
   */
  record Outcome(int pages, boolean isTooLong) {
    /** There is no such directory, or too much has changed in it meanwhile. */
    static final Outcome NOTHING = new Outcome(0, false);

    static final Outcome TOO_LONG = new Outcome(0, true);

    boolean isWhole() {
      return pages > 0;
    }
  }

  /** Lists the directory, unless it has more than so many pages. */
  Outcome list(FilePath directory, int mostPages) throws IOException {
    ListingLoad load = layers.known().listings().begin(directory);
    try {
      return list(load, mostPages);
    } finally {
      layers.known().listings().end(load);
    }
  }

  private Outcome list(ListingLoad load, int mostPages) throws IOException {
    FilePath directory = load.directory();
    Set<String> remembered = layers.known().remembered().in(directory);
    PageMerge merge = new PageMerge(directory, layers.keys(), remembered, layers.oddities());
    remembered.forEach(name -> load.add(new Listed.Directory(name)));
    ListRequest first = ListRequest.directory(layers.keys().directoryKey(directory));
    ListPage page = layers.store().list(first);
    int pages = 1;
    while (page.continuation().isPresent()) {
      if (pages == mostPages) {
        return Outcome.TOO_LONG;
      }
      merge.add(page).forEach(load::add);
      if (load.listing().isEmpty()) {
        return withoutListing(load);
      }
      page = layers.store().list(first.after(page.continuation().get()));
      pages++;
    }
    merge.add(page).forEach(load::add);
    merge.finish().forEach(load::add);
    if (merge.isEmpty() && remembered.isEmpty() && !directory.isRoot()) {
      return Outcome.NOTHING;
    }
    load.marker(merge.marker());
    layers.known().listings().completeAsOfItsBeginning(load);
    boolean isThere =
        load.listing().isPresent() && layers.known().listings().get(directory).isPresent();
    return isThere ? new Outcome(pages, false) : withoutListing(load);
  }

  private static Outcome withoutListing(ListingLoad load) {
    return load.isTooLong() ? Outcome.TOO_LONG : Outcome.NOTHING;
  }
}
