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
   * @param pages of the directory; 0 if there is no such directory, or it has more than was allowed
   */
  record Outcome(int pages, boolean isTooLong) {
    /** There is no such directory, or it could not be listed. */
    static final Outcome NOTHING = new Outcome(0, false);

    private static final Outcome TOO_LONG = new Outcome(0, true);

    /** Whether there is a new listing now. */
    boolean isWhole() {
      return pages > 0;
    }
  }

  /** Lists the directory, unless it has more than so many pages or cannot be remembered whole. */
  Outcome list(FilePath directory, int mostPages) throws IOException {
    ListRequest first = ListRequest.directory(layers.keys().directoryKey(directory));
    ListingLoad load = layers.known().listings().begin(directory);
    try {
      Set<String> remembered = layers.known().remembered().in(directory);
      PageMerge merge = new PageMerge(directory, layers.keys(), remembered, layers.oddities());
      remembered.forEach(name -> load.add(new Listed.Directory(name)));
      int pages = 1;
      ListPage page = layers.store().list(first);
      while (page.continuation().isPresent()) {
        add(load, merge, page);
        if (pages == mostPages || load.listing().isEmpty()) {
          return Outcome.TOO_LONG;
        }
        page = layers.store().list(first.after(page.continuation().get()));
        pages++;
      }
      add(load, merge, page);
      boolean isThere = !merge.isEmpty() || !remembered.isEmpty() || directory.isRoot();
      return isThere ? complete(load, merge, pages) : Outcome.NOTHING;
    } finally {
      layers.known().listings().end(load);
    }
  }

  private static void add(ListingLoad load, PageMerge merge, ListPage page) {
    merge.add(page).forEach(load::add);
  }

  private Outcome complete(ListingLoad load, PageMerge merge, int pages) {
    merge.finish().forEach(load::add);
    load.marker(merge.marker());
    layers.known().listings().complete(load);
    return load.listing().isPresent() ? new Outcome(pages, false) : Outcome.TOO_LONG;
  }
}
