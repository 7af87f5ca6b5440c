package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A listing under way. What this mount does meanwhile overrides what pages say, whether they came
 * before or after it. Thread-safe.
 */
final class ListingLoad {
  private final FilePath directory;
  private final Listing listing;
  private final int maxHeld;
  private final Map<String, Optional<Listed>> changes = new HashMap<>();
  private boolean held = true;

  /**
   * @param maxHeld how many entries are kept; of a larger directory nothing is
   */
  ListingLoad(FilePath directory, Listing listing, int maxHeld) {
    this.directory = directory;
    this.listing = listing;
    this.maxHeld = maxHeld;
  }

  FilePath directory() {
    return directory;
  }

  /** Takes an entry of a page; what is to be shown of it, if anything. */
  synchronized Optional<Listed> add(Listed entry) {
    Optional<Listed> shown = changes.getOrDefault(entry.name(), Optional.of(entry));
    if (held && shown.isPresent()) {
      listing.put(shown.get());
      held = listing.size() <= maxHeld;
    }
    return shown;
  }

  /** Takes the directory's own marker, if a page has shown one. */
  synchronized void marker(Optional<StoredVersion> marker) {
    listing.marked(marker);
  }

  /** Learns that this mount has made, changed or (empty) removed an entry. */
  synchronized void changed(String name, Optional<Listed> entry) {
    changes.put(name, entry);
  }

  /** Gives the listing up: too much has changed. It is still shown, but not kept. */
  synchronized void giveUp() {
    held = false;
  }

  /** The entries made meanwhile that no page has shown. */
  synchronized List<Listed> finish() {
    List<Listed> unseen = new ArrayList<>();
    if (!held) {
      return unseen; // What was shown is not known any more, and nothing may be shown twice.
    }
    changes.forEach(
        (name, entry) -> {
          if (entry.isEmpty()) {
            listing.remove(name);
          } else {
            if (!listing.contains(name)) {
              unseen.add(entry.get());
            }
            listing.put(entry.get());
          }
        });
    listing.end();
    return unseen;
  }

  /** As {@link #finish}, of pages that nobody was shown. */
  synchronized void finishAsOfItsBeginning() {
    finish();
    listing.endAsOfItsBeginning();
  }

  /** Whether there is more than can be kept. */
  synchronized boolean isTooLong() {
    return listing.size() > maxHeld;
  }

  /** The listing, if it is whole and worth keeping. */
  synchronized Optional<Listing> listing() {
    return held ? Optional.of(listing) : Optional.empty();
  }
}
