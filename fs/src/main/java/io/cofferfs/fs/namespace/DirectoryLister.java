package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Lists directories, each page as it arrives, with the next one on its way. */
final class DirectoryLister {
  private final ObjectStore store;
  private final KeySpace keys;
  private final KnownTree known;
  private final Lookup lookup;
  private final Requests requests;
  private final Oddities oddities;

  /** Some of what a {@link Namespace} is made of. */
  DirectoryLister(Layers layers, Lookup lookup) {
    this.store = layers.store();
    this.keys = layers.keys();
    this.known = layers.known();
    this.requests = layers.requests();
    this.oddities = layers.oddities();
    this.lookup = lookup;
  }

  void list(FilePath directory, EntrySink sink) throws IOException {
    Optional<Listing> fresh = known.listings().get(directory).filter(Listing::isFresh);
    if (fresh.isPresent()) {
      show(directory, fresh.get().entries(), sink);
      return;
    }
    ListingLoad load = known.listings().begin(directory);
    try {
      load(load, sink);
    } finally {
      known.listings().end(load);
    }
  }

  private void load(ListingLoad load, EntrySink sink) throws IOException {
    FilePath directory = load.directory();
    Set<String> remembered = known.remembered().in(directory);
    PageMerge merge = new PageMerge(directory, keys, remembered, oddities);
    List<Listed> directories = remembered.stream().<Listed>map(Listed.Directory::new).toList();
    if (show(load, directories, sink) && showPages(load, merge, sink)) {
      if (merge.isEmpty() && remembered.isEmpty()) {
        lookup.requireDirectory(directory);
      }
      load.marker(merge.marker());
      if (show(load, merge.finish(), sink)) {
        show(directory, known.listings().complete(load), sink);
      }
    }
  }

  private boolean showPages(ListingLoad load, PageMerge merge, EntrySink sink) throws IOException {
    ListRequest first = ListRequest.directory(keys.directoryKey(load.directory()));
    Optional<ListPage> page = Optional.of(store.list(first));
    while (page.isPresent()) {
      Optional<CompletableFuture<ListPage>> next =
          page.get()
              .continuation()
              .map(token -> requests.start(() -> store.list(first.after(token))));
      if (!show(load, merge.add(page.get()), sink)) {
        return false;
      }
      page = next.isPresent() ? Optional.of(Requests.await(next.get())) : Optional.empty();
    }
    return true;
  }

  private boolean show(ListingLoad load, List<Listed> entries, EntrySink sink) throws IOException {
    for (Listed entry : entries) {
      Optional<Listed> shown = load.add(entry);
      if (shown.isPresent() && !show(load.directory(), shown.get(), sink)) {
        return false;
      }
    }
    return true;
  }

  private void show(FilePath directory, List<Listed> entries, EntrySink sink) throws IOException {
    for (Listed entry : entries) {
      if (!show(directory, entry, sink)) {
        return;
      }
    }
  }

  private boolean show(FilePath directory, Listed entry, EntrySink sink) throws IOException {
    return known.hidden().contains(directory.child(entry.name()))
        || sink.accept(lookup.listed(directory, entry));
  }
}
