package io.cofferfs.fs.s3;

import java.util.Optional;

/** A listing from its first page to its last. */
public final class Pages {
  private Pages() {}

  /** What is done with a page. */
  public interface Visitor {
    void take(ListPage page) throws ObjectStoreException;
  }

  /** Hands over the pages one after the other; each is asked for when the one before is done. */
  public static void each(ObjectStore store, ListRequest first, Visitor visitor)
      throws ObjectStoreException {
    Optional<ListRequest> next = Optional.of(first);
    while (next.isPresent()) {
      ListPage page = store.list(next.get());
      visitor.take(page);
      next = page.continuation().map(first::after);
    }
  }
}
