package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Everything below a directory, page by page; the next one is asked for while one is used. */
final class TreeListing {
  private final ObjectStore store;
  private final Requests requests;
  private final ListRequest first;

  TreeListing(ObjectStore store, Requests requests, String directoryKey) {
    this.store = store;
    this.requests = requests;
    this.first = ListRequest.tree(directoryKey);
  }

  /** Takes the pages, one after the other, until it has had enough. */
  interface PageSink {
    boolean accept(ListPage page) throws IOException;
  }

  void feed(PageSink sink) throws IOException {
    Optional<ListPage> page = Optional.of(store.list(first));
    while (page.isPresent()) {
      Optional<CompletableFuture<ListPage>> next = next(page.get());
      if (!sink.accept(page.get())) {
        return;
      }
      page = next.isPresent() ? Optional.of(Requests.await(next.get())) : Optional.empty();
    }
  }

  private Optional<CompletableFuture<ListPage>> next(ListPage page) {
    return page.continuation().map(token -> requests.start(() -> store.list(first.after(token))));
  }
}
