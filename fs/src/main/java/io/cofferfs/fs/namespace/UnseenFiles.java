package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.util.Optional;

/**
 * Files that are being removed without anybody having looked at them: while names of a directory
 * are removed one after the other, its listing says enough of those that can be regular files only,
 * by their length, and the store is not asked for their attributes.
 */
final class UnseenFiles {
  /** Nothing is shown that the file itself might deny. */
  private static final int STAND_IN_MODE = FileType.REGULAR.mode(0600);

  private static final int STICKY = 01000;

  private final Layers layers;
  private final KnownTree known;
  private final RemovalRuns runs;
  private final boolean late;

  UnseenFiles(Layers layers, RemovalRuns runs) {
    this.layers = layers;
    this.known = layers.known();
    this.runs = runs;
    this.late = !layers.settings().removalDelay().isZero();
  }

  /** Whether what is listed is longer than anything is but a regular file. */
  boolean isSurelyRegular(Listed listed) {
    return listed instanceof Listed.Stored stored
        && !SymbolicLinks.canBeIn(layers.codec(), stored.length());
  }

  /** The file, for who removes one name of its directory after the other and has come to it. */
  Optional<UnseenFile> next(FilePath path) throws IOException {
    Optional<UnseenFile> next = find(path);
    if (next.isPresent()) {
      known.listings().get(path.parent()).ifPresent(listing -> listing.pass(path.name()));
    }
    return next;
  }

  /** Notes that the attributes of a name are wanted: if of one of these, whoever removes looks. */
  void wanted(FilePath path) throws IOException {
    if (find(path).isPresent()) {
      runs.look(path.parent());
    }
  }

  /** The file, if it may be removed unseen. */
  Optional<UnseenFile> find(FilePath path) throws IOException {
    return late && !path.isRoot() && runs.areBlind(path.parent()) && mayBeRemovedHere(path)
        ? listed(path)
        : Optional.empty();
  }

  /** In a sticky directory the kernel must know whose the file is. */
  private boolean mayBeRemovedHere(FilePath path) {
    return !path.isReserved()
        && !known.hidden().contains(path)
        && known
            .entries()
            .lastKnown(path.parent())
            .filter(parent -> (parent.attributes().mode() & STICKY) == 0)
            .isPresent();
  }

  private Optional<UnseenFile> listed(FilePath path) throws IOException {
    Optional<Listing> listing = known.listings().get(path.parent());
    Optional<Listed> listed = listing.flatMap(some -> some.find(path.name()));
    return listed.isPresent()
            && listed.get() instanceof Listed.Stored stored
            && isSurelyRegular(stored)
            && nothingElseIsKnown(path, listing.get())
        ? unseen(path, stored.version(layers.keys().fileKey(path)))
        : Optional.empty();
  }

  private boolean nothingElseIsKnown(FilePath path, Listing listing) {
    return known.entries().fresh(path).isEmpty()
        && known.entries().last(path).filter(seen -> seen.seenAt() >= listing.begunAt()).isEmpty();
  }

  /** Empty where the listed version is known already, or no file's, so that it will be refused. */
  private Optional<UnseenFile> unseen(FilePath path, StoredVersion version) throws IOException {
    if (layers.reader().remembers(path, version)) {
      return Optional.empty();
    }
    try {
      long length = layers.codec().contentLength(version.length(), layers.codec().unseen());
      FileMetadata standIn =
          layers
              .settings()
              .defaults()
              .file(Timestamp.of(version.lastModified()))
              .withMode(STAND_IN_MODE);
      ObjectVersion object = new ObjectVersion(version.key(), version.etag());
      return Optional.of(new UnseenFile(path, object, standIn, length));
    } catch (IOException e) {
      return Optional.empty(); // Whoever asks for its attributes is told why.
    }
  }
}
