package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a path names: in what is known, in a recent listing of its directory, or by asking the
 * store for an object and for a directory of that name at once.
 */
final class Lookup {
  private static final Logger log = LoggerFactory.getLogger(Lookup.class);

  private final Layers layers;
  private final KnownTree known;
  private final ObjectReader reader;

  Lookup(Layers layers) {
    this.layers = layers;
    this.known = layers.known();
    this.reader = layers.reader();
  }

  /** The entry, as it is or was less than the time to live ago. */
  Entry find(FilePath path) throws IOException {
    requireVisible(path);
    walkOn(path);
    return known.entries().get(path, () -> ask(path)).get();
  }

  /** The entry as it is. */
  Entry findFresh(FilePath path) throws IOException {
    requireVisible(path);
    boolean file = isKnownFile(path);
    return known.entries().refresh(path, () -> refusalsKept(() -> askAgain(path, file))).get();
  }

  private static void requireVisible(FilePath path) throws FileException {
    if (path.isReserved()) {
      throw new FileException(Reason.NOT_FOUND, "kept for the volume itself");
    }
  }

  /** Whether anything has this name, be it something that is refused. */
  boolean exists(FilePath path) throws IOException {
    walkOn(path);
    return !(known.entries().get(path, () -> ask(path)) instanceof Answer.Absent);
  }

  DirectoryEntry requireDirectory(FilePath path) throws IOException {
    if (find(path) instanceof DirectoryEntry directory) {
      return directory;
    }
    throw new FileException(Reason.NOT_A_DIRECTORY, "a file is no directory");
  }

  /** An entry of a listing, with all that is known of it without a request. */
  ListedEntry listed(FilePath directory, Listed listed) throws IOException {
    FilePath path = directory.child(listed.name());
    ListedEntry.Kind kind =
        listed instanceof Listed.Directory ? ListedEntry.Kind.DIRECTORY : ListedEntry.Kind.FILE;
    return new ListedEntry(path, kind, entryOf(path, listed));
  }

  private Optional<Entry> entryOf(FilePath path, Listed listed) throws IOException {
    Optional<Entry> fresh =
        known
            .entries()
            .fresh(path)
            .filter(Answer.Present.class::isInstance)
            .map(answer -> ((Answer.Present) answer).entry())
            .filter(entry -> agrees(entry, listed));
    return fresh.isPresent() ? fresh : withoutRequest(path, listed);
  }

  /** Whether an entry that was seen some time before is what the listing has now. */
  private static boolean agrees(Entry entry, Listed listed) {
    if (entry instanceof FileEntry file && listed instanceof Listed.Stored stored) {
      return file.version().etag().equals(stored.etag());
    }
    return entry instanceof DirectoryEntry == listed instanceof Listed.Directory;
  }

  private Optional<Entry> withoutRequest(FilePath path, Listed listed) throws IOException {
    if (listed instanceof Listed.Stored stored) {
      return refusalsKept(() -> fromListing(path, stored)) instanceof Answer.Present present
          ? Optional.of(present.entry())
          : Optional.empty();
    }
    return listed instanceof Listed.Directory && layers.settings().listingSuffices()
        ? Optional.of(reader.implied(path))
        : Optional.empty();
  }

  private Answer fromListing(FilePath path, Listed.Stored stored) throws IOException {
    return reader
        .listedFile(path, stored.version(layers.keys().fileKey(path)))
        .<Answer>map(Answer.Present::new)
        .orElseGet(Answer.Absent::new);
  }

  /** Asks ahead for the entries that somebody who walks through a directory will want next. */
  private void walkOn(FilePath path) throws IOException {
    FilePath directory = path.parent();
    Optional<Listing> listing = known.listings().get(directory);
    if (listing.isEmpty() || path.isRoot()) {
      return;
    }
    for (Listed next : listing.get().step(path.name())) {
      FilePath wanted = directory.child(next.name());
      if (entryOf(wanted, next).isEmpty()) {
        layers.requests().ahead(() -> findAhead(listing.get(), wanted));
      }
    }
  }

  private void findAhead(Listing listing, FilePath path) {
    if (!listing.awaits(path.name())) {
      return;
    }
    try {
      known.entries().get(path, () -> ask(path));
    } catch (IOException e) {
      // Nobody waits for this. Whoever wants the entry asks again, and reports.
      log.debug("asking ahead for an entry failed", e);
    }
  }

  private Answer ask(FilePath path) throws IOException {
    return refusalsKept(
        () -> {
          Optional<Answer> listed = askListing(path);
          return listed.isPresent() ? listed.get() : askAgain(path, isKnownFile(path));
        });
  }

  /** A refusal stands as long as the object does, so it is an answer like others. */
  private static Answer refusalsKept(EntryCache.Question question) throws IOException {
    try {
      return question.ask();
    } catch (CofferException e) {
      return new Answer.Refused(e);
    } catch (FileException e) {
      if (e.reason() == Reason.DAMAGED) {
        return new Answer.Refused(e);
      }
      throw e;
    }
  }

  private boolean isKnownFile(FilePath path) {
    return known.entries().lastKnown(path).filter(FileEntry.class::isInstance).isPresent();
  }

  /**
   * @param file whether it was a file lately: then a HEAD alone tells whether it still is
   */
  private Answer askAgain(FilePath path, boolean file) throws IOException {
    if (path.isRoot()) {
      return present(directory(path));
    }
    Optional<FileEntry> still = file ? file(path) : Optional.empty();
    return still.isPresent() ? present(still.get()) : askForBoth(path);
  }

  private static Answer present(Entry entry) {
    return new Answer.Present(entry);
  }

  /** What a recent listing of the directory says, with one request for attributes at the most. */
  private Optional<Answer> askListing(FilePath path) throws IOException {
    Optional<Listing> listing =
        path.isRoot() ? Optional.empty() : known.listings().get(path.parent());
    if (listing.isEmpty()) {
      return Optional.empty();
    }
    Optional<Listed> listed = listing.get().find(path.name());
    if (listed.isPresent()) {
      return askFor(path, listed.get()).map(Lookup::present);
    }
    return listing.get().lacks(path.name()) ? Optional.of(withoutObjects(path)) : Optional.empty();
  }

  private Optional<Entry> askFor(FilePath path, Listed listed) throws IOException {
    if (listed instanceof Listed.Directory) {
      return Optional.of(
          layers.settings().listingSuffices() ? reader.implied(path) : directory(path));
    }
    Optional<FileEntry> remembered =
        listed instanceof Listed.Stored stored
            ? reader.listedFile(path, stored.version(layers.keys().fileKey(path)))
            : Optional.empty();
    // Empty if the object is gone: then the listing is outdated, and the store has to be asked.
    return (remembered.isPresent() ? remembered : file(path)).map(Entry.class::cast);
  }

  private Optional<FileEntry> file(FilePath path) throws IOException {
    Optional<ObjectReader.Seen> seen = reader.head(layers.keys().fileKey(path), path.value());
    return seen.isPresent() ? Optional.of(reader.file(path, seen.get())) : Optional.empty();
  }

  /** A directory that is known to exist, marked or not. */
  private DirectoryEntry directory(FilePath path) throws IOException {
    Optional<ObjectReader.Seen> marker = reader.head(layers.markerKey(path), path.asDirectory());
    return marker.isPresent() ? reader.directory(path, marker.get()) : reader.implied(path);
  }

  private Answer askForBoth(FilePath path) throws IOException {
    CompletableFuture<Optional<ObjectReader.Seen>> head = headInParallel(path);
    Optional<DirectoryEntry> directory = askForDirectory(path);
    Optional<ObjectReader.Seen> object = Requests.await(head);
    if (directory.isPresent()) {
      object.ifPresent(hidden -> layers.oddities().shadowed(hidden.version()));
      return present(directory.get());
    }
    return object.isPresent() ? present(reader.file(path, object.get())) : withoutObjects(path);
  }

  private CompletableFuture<Optional<ObjectReader.Seen>> headInParallel(FilePath path)
      throws FileException {
    String key = layers.keys().fileKey(path);
    return layers.requests().start(() -> reader.head(key, path.value()));
  }

  private Optional<DirectoryEntry> askForDirectory(FilePath path) throws IOException {
    Optional<String> key = directoryKey(path);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    ListPage page = layers.store().list(ListRequest.tree(key.get()).withMaxKeys(1));
    if (page.objects().isEmpty()) {
      return Optional.empty();
    }
    ListedObject first = page.objects().get(0);
    if (!first.key().equals(key.get())) {
      return Optional.of(reader.implied(path));
    }
    Optional<DirectoryEntry> remembered = reader.listedDirectory(path, StoredVersion.of(first));
    return remembered.isPresent() ? remembered : Optional.of(directory(path));
  }

  /** Empty if the name is a file's at the very limit of what keys can be: no directory fits. */
  private Optional<String> directoryKey(FilePath path) throws FileException {
    try {
      return Optional.of(layers.keys().directoryKey(path));
    } catch (FileException e) {
      if (e.reason() == Reason.NAME_TOO_LONG) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Answer withoutObjects(FilePath path) {
    return known.remembered().contains(path) ? present(reader.implied(path)) : new Answer.Absent();
  }
}
