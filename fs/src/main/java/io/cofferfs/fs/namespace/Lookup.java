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
  private final Freshness freshness;
  private final Neighbours neighbours;

  Lookup(Layers layers, Freshness freshness) {
    this.layers = layers;
    this.freshness = freshness;
    this.neighbours = new Neighbours(layers, freshness);
    this.known = layers.known();
    this.reader = layers.reader();
  }

  /** The entry, as it is or was less than the time to live ago. */
  Entry find(FilePath path) throws IOException {
    requireVisible(path);
    walkOn(path);
    return seen(path).answer().get();
  }

  /** As {@link #find}, but what was listed longer ago is not believed, whatever walk goes on. */
  Entry findToOpen(FilePath path) throws IOException {
    requireVisible(path);
    walkOn(path);
    long now = freshness.now();
    Sighting seen = seen(path);
    return seen.seenAt() >= now || freshness.holds(seen.seenAt())
        ? seen.answer().get()
        : findFresh(path);
  }

  private Sighting seen(FilePath path) throws IOException {
    if (known.hidden().contains(path)) {
      return new Sighting(new Answer.Absent(), freshness.now());
    }
    return known.entries().get(path, now -> ask(path, now));
  }

  /** The entry as it is. */
  Entry findFresh(FilePath path) throws IOException {
    requireVisible(path);
    if (known.hidden().contains(path)) {
      return new Answer.Absent().get();
    }
    Optional<Entry> last = known.entries().lastKnown(path);
    return known
        .entries()
        .refresh(path, now -> new Sighting(refusalsKept(() -> askAgain(path, last)), now))
        .answer()
        .get();
  }

  private static void requireVisible(FilePath path) throws FileException {
    if (path.isReserved()) {
      throw new FileException(Reason.NOT_FOUND, "kept for the volume itself");
    }
  }

  /** Whether anything has this name, be it something that is refused. */
  boolean exists(FilePath path) throws IOException {
    walkOn(path);
    return !(seen(path).answer() instanceof Answer.Absent);
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
    return orAbsent(reader.listedFile(path, stored.version(layers.keys().fileKey(path))));
  }

  private static Answer orAbsent(Optional<FileEntry> file) {
    return file.<Answer>map(Answer.Present::new).orElseGet(Answer.Absent::new);
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
      seen(path);
    } catch (IOException e) {
      // Nobody waits for this. Whoever wants the entry asks again, and reports.
      log.debug("asking ahead for an entry failed", e);
    }
  }

  private Sighting ask(FilePath path, long now) throws IOException {
    Optional<Sighting> listed = askListing(path, now);
    if (listed.isPresent()) {
      return listed.get();
    }
    Optional<Entry> last = known.entries().lastKnown(path);
    if (!path.isRoot()
        && neighbours.list(path, last.filter(FileEntry.class::isInstance).isPresent())) {
      listed = askListing(path, now);
    }
    return listed.isPresent()
        ? listed.get()
        : new Sighting(refusalsKept(() -> askAgain(path, last)), now);
  }

  /** What asks for an answer. */
  private interface Asking {
    Answer ask() throws IOException;
  }

  /** A refusal stands as long as the object does, so it is an answer like others. */
  private static Answer refusalsKept(Asking asking) throws IOException {
    try {
      return asking.ask();
    } catch (CofferException e) {
      return new Answer.Refused(e);
    } catch (FileException e) {
      if (e.reason() == Reason.DAMAGED) {
        return new Answer.Refused(e);
      }
      throw e;
    }
  }

  /**
   * @param last what it was lately: then one request alone tells whether it still is
   */
  private Answer askAgain(FilePath path, Optional<Entry> last) throws IOException {
    if (path.isRoot()) {
      return present(directory(path));
    }
    Optional<? extends Entry> still =
        last.isEmpty()
            ? Optional.empty()
            : last.get() instanceof FileEntry ? file(path) : askForDirectory(path);
    return still.isPresent() ? present(still.get()) : askForBoth(path);
  }

  private static Answer present(Entry entry) {
    return new Answer.Present(entry);
  }

  /** What a recent listing of the directory says, with one request for attributes at the most. */
  private Optional<Sighting> askListing(FilePath path, long now) throws IOException {
    Optional<Listing> listing =
        path.isRoot() ? Optional.empty() : known.listings().get(path.parent());
    if (listing.isEmpty()) {
      return Optional.empty();
    }
    Optional<Listed> listed = listing.get().find(path.name());
    if (listed.isPresent()) {
      return askFor(path, listed.get(), listing.get(), now);
    }
    if (!listing.get().lacks(path.name())) {
      return Optional.empty();
    }
    layers.keys().fileKey(path); // What cannot be a name is refused rather than missing.
    return Optional.of(new Sighting(withoutObjects(path), listing.get().begunAt()));
  }

  private Optional<Sighting> askFor(FilePath path, Listed listed, Listing listing, long now)
      throws IOException {
    Optional<Sighting> since =
        known.entries().last(path).filter(seen -> isSince(seen, listed, listing));
    if (since.isPresent()) {
      return since;
    }
    if (listed instanceof Listed.Directory) {
      Entry directory =
          layers.settings().listingSuffices() ? reader.implied(path) : directory(path);
      return Optional.of(new Sighting(present(directory), now));
    }
    Answer remembered =
        listed instanceof Listed.Stored stored
            ? refusalsKept(() -> fromListing(path, stored))
            : new Answer.Absent();
    if (!(remembered instanceof Answer.Absent)) {
      return Optional.of(new Sighting(remembered, listing.endedAt()));
    }
    Answer asked = refusalsKept(() -> orAbsent(file(path)));
    // If the object is gone, the listing is outdated, and the store has to be asked.
    return Optional.of(new Sighting(asked, now))
        .filter(seen -> !(seen.answer() instanceof Answer.Absent));
  }

  /** Whether the entry was looked at after it was listed, and is what was listed. */
  private static boolean isSince(Sighting seen, Listed listed, Listing listing) {
    return seen.seenAt() >= listing.endedAt()
        && seen.answer() instanceof Answer.Present present
        && agrees(present.entry(), listed);
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
