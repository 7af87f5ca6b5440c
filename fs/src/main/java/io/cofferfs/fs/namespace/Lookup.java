package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a path names: in what is known, in a recent listing of its directory, or by asking the
 * store.
 */
final class Lookup {
  private static final Logger log = LoggerFactory.getLogger(Lookup.class);

  private final Layers layers;
  private final KnownTree known;
  private final ObjectReader reader;
  private final Freshness freshness;
  private final Neighbours neighbours;
  private final SmallFiles small;
  private final UnseenFiles unseen;
  private final StoreLookup store;

  Lookup(Layers layers, Freshness freshness, SmallFiles small, UnseenFiles unseen) {
    this.small = small;
    this.unseen = unseen;
    this.store = new StoreLookup(layers);
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
    return asOpened(path);
  }

  /** As {@link #findToOpen}, for whoever is going to read the file, and others after it perhaps. */
  Entry findToRead(FilePath path) throws IOException {
    requireVisible(path);
    readOn(path);
    return asOpened(path);
  }

  private Entry asOpened(FilePath path) throws IOException {
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
    return new ListedEntry(path, kind(listed), entryOf(path, listed));
  }

  private ListedEntry.Kind kind(Listed listed) {
    if (listed instanceof Listed.Directory) {
      return ListedEntry.Kind.DIRECTORY;
    }
    return unseen.isSurelyRegular(listed) ? ListedEntry.Kind.REGULAR : ListedEntry.Kind.OTHER;
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
    Optional<Listing> listing = listing(path);
    if (listing.isEmpty()) {
      return;
    }
    unseen.wanted(path);
    List<FilePath> unknown = new ArrayList<>();
    for (Listed next : listing.get().step(path.name())) {
      FilePath wanted = directory.child(next.name());
      if (entryOf(wanted, next).isEmpty() && unseen.find(wanted).isEmpty()) {
        unknown.add(wanted);
      }
    }
    layers.indexes().consult(directory, unknown.size());
    for (FilePath wanted : unknown) {
      layers.requests().ahead(() -> findAhead(listing.get(), wanted));
    }
  }

  /** The listing that the path is an entry of, however old. */
  private Optional<Listing> listing(FilePath path) {
    return path.isRoot() ? Optional.empty() : known.listings().get(path.parent());
  }

  /** Fetches ahead what somebody who reads the files of a directory will want next. */
  private void readOn(FilePath path) throws IOException {
    Optional<Listing> listing = listing(path);
    if (listing.isPresent()) {
      if (known.entries().last(path).filter(seen -> !freshness.holds(seen.seenAt())).isPresent()) {
        listing.get().openOutdated();
      }
      for (Listed next : listing.get().open(path.name(), small.deliveries())) {
        FilePath wanted = path.parent().child(next.name());
        layers.requests().ahead(() -> fetchAhead(listing.get(), wanted));
      }
    }
  }

  private void fetchAhead(Listing listing, FilePath path) {
    if (!listing.awaitsReader(path.name())) {
      return;
    }
    try {
      if (asOpened(path) instanceof FileEntry file) {
        small.fetch(file.version());
      }
    } catch (IOException e) {
      // As with asking ahead.
      log.debug("fetching a file ahead failed", e);
    }
  }

  private void findAhead(Listing listing, FilePath path) {
    if (!listing.awaits(path.name())) {
      return;
    }
    try {
      if (unseen.find(path).isEmpty()) {
        seen(path);
      }
    } catch (IOException e) {
      // Nobody waits for this. Whoever wants the entry asks again, and reports.
      log.debug("asking ahead for an entry failed", e);
    }
  }

  private Sighting ask(FilePath path, long now) throws IOException {
    Optional<Sighting> own = askOwnListing(path);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<Sighting> listed = askListing(path, now);
    if (listed.isPresent()) {
      boolean absent = listed.get().answer() instanceof Answer.Absent;
      listing(path).ifPresent(by -> neighbours.answered(path, by, absent));
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
      return new Answer.Present(store.directory(path));
    }
    Optional<? extends Entry> still =
        last.isEmpty()
            ? Optional.empty()
            : last.get() instanceof FileEntry file
                ? file(path, Optional.of(file.version()))
                : store.askForDirectory(path);
    return still.isPresent() ? new Answer.Present(still.get()) : askForBoth(path);
  }

  /** Where the last new name turned out to be nothing's, so will the next, most likely. */
  private Answer askForBoth(FilePath path) throws IOException {
    Optional<Answer> neither =
        neighbours.areNew(path) ? store.askForNeither(path) : Optional.empty();
    Answer answer = neither.isPresent() ? neither.get() : store.askForBoth(path);
    neighbours.noteNew(path, answer instanceof Answer.Absent);
    return answer;
  }

  /** What a listing of a directory says of itself; a new one if its names are being asked for. */
  private Optional<Sighting> askOwnListing(FilePath path) throws IOException {
    boolean worthIt =
        known.entries().lastKnown(path).filter(DirectoryEntry.class::isInstance).isPresent()
            && (ownListing(path).isPresent() || neighbours.listAgain(path));
    Optional<Listing> own = worthIt ? ownListing(path) : Optional.empty();
    Optional<StoredVersion> marker = own.flatMap(Listing::marker);
    Optional<DirectoryEntry> itself =
        marker.isPresent() ? reader.listedDirectory(path, marker.get()) : Optional.empty();
    return itself.map(entry -> new Sighting(new Answer.Present(entry), own.get().begunAt()));
  }

  private Optional<Listing> ownListing(FilePath path) {
    return known.listings().get(path).filter(Listing::isFresh);
  }

  private Optional<FileEntry> file(FilePath path, Optional<FileVersion> last) throws IOException {
    Optional<Listing> listing = listing(path);
    return listing.isPresent() && small.isWorthIt(listing.get(), path, last)
        ? small.ask(path, layers.keys().fileKey(path))
        : store.file(path);
  }

  /** What a recent listing of the directory says, with one request for attributes at the most. */
  private Optional<Sighting> askListing(FilePath path, long now) throws IOException {
    Optional<Listing> listing = listing(path);
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
    return Optional.of(new Sighting(store.withoutObjects(path), listing.get().begunAt()));
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
          layers.settings().listingSuffices() ? reader.implied(path) : store.directory(path);
      return Optional.of(new Sighting(new Answer.Present(directory), now));
    }
    layers.indexes().await(path.parent());
    Answer remembered =
        listed instanceof Listed.Stored stored
            ? refusalsKept(() -> fromListing(path, stored))
            : new Answer.Absent();
    if (!(remembered instanceof Answer.Absent)) {
      return Optional.of(new Sighting(remembered, listing.endedAt()));
    }
    Answer asked = refusalsKept(() -> orAbsent(file(path, lastVersion(path))));
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

  private Optional<FileVersion> lastVersion(FilePath path) {
    return known
        .entries()
        .lastKnown(path)
        .filter(FileEntry.class::isInstance)
        .map(last -> ((FileEntry) last).version());
  }
}
