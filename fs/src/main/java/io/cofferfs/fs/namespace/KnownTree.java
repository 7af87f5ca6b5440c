package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.FilePath;

/**
 * All that this mount knows of the tree without asking. Whoever changes the tree says so here,
 * after the store has confirmed it; whoever is not sure of the outcome has it forgotten.
 */
final class KnownTree {
  private final EntryCache entries;
  private final Listings listings;
  private final RememberedDirectories remembered = new RememberedDirectories();
  private final HiddenNames hidden = new HiddenNames();

  KnownTree(NamespaceSettings settings, Freshness freshness) {
    // A listed entry is a quarter of a kilobyte, a whole one three times that.
    this.entries = new EntryCache(Math.max(1, settings.rememberedObjects() / 2), freshness);
    this.listings =
        new Listings((int) Math.min(2L * settings.rememberedObjects(), 1 << 30), freshness);
  }

  EntryCache entries() {
    return entries;
  }

  Listings listings() {
    return listings;
  }

  RememberedDirectories remembered() {
    return remembered;
  }

  HiddenNames hidden() {
    return hidden;
  }

  /** This mount has made or changed the entry. */
  void present(Entry entry) {
    FilePath path = entry.path();
    if (!path.isRoot()) {
      String name = path.name();
      listings.changed(
          path,
          entry instanceof DirectoryEntry ? new Listed.Directory(name) : new Listed.Changed(name));
    }
    entries.put(path, new Answer.Present(entry));
    entries.forgetAbsenceAbove(path);
  }

  /** This mount has removed what was there; the directory it was in stays. */
  void absent(FilePath path) {
    FilePath parent = path.parent();
    if (!isMarked(parent)) {
      remembered.keep(parent);
    }
    remembered.forget(path);
    listings.removed(path);
    listings.forget(path);
    entries.put(path, new Answer.Absent());
  }

  private boolean isMarked(FilePath directory) {
    return entries
        .lastKnown(directory)
        .filter(entry -> entry instanceof DirectoryEntry known && known.marked())
        .isPresent();
  }

  /** What was known of the path may be wrong. */
  void forget(FilePath path) {
    listings.forget(path);
    listings.forget(path.parent());
    entries.forget(path);
  }

  /** What was known of the path and all below it may be wrong. */
  void forgetWithin(FilePath path) {
    listings.forgetWithin(path);
    listings.forget(path.parent());
    entries.forgetWithin(path);
  }

  /** This mount has moved a directory with all that is in it. */
  void moved(FilePath from, DirectoryEntry to) {
    forgetWithin(from);
    forgetWithin(to.path());
    remembered.move(from, to.path());
    absent(from);
    present(to);
  }
}
