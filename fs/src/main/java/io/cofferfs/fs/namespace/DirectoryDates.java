package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the modification times of directories into the markers that they have: never into one that
 * another mount has changed or removed meanwhile, and never making one.
 */
final class DirectoryDates {
  private static final Logger log = LoggerFactory.getLogger(DirectoryDates.class);

  private final Layers layers;
  private final Copies copies;

  DirectoryDates(Layers layers, Copies copies) {
    this.layers = layers;
    this.copies = copies;
  }

  /** Writes those that are later than what is stored. They are not worth failing for. */
  void write(Map<FilePath, Timestamp> changed) {
    Batch batch = layers.requests().batch();
    changed.forEach((directory, time) -> batch.add(() -> write(directory, time)));
    try {
      batch.finish();
    } catch (IOException e) {
      log.warn("the modification times of some directories were not stored: {}", e.getMessage());
    }
  }

  private void write(FilePath path, Timestamp time) throws IOException {
    Place marker = new Place(layers.markerKey(path), path.asDirectory());
    Optional<ObjectReader.Seen> seen = layers.reader().head(marker.key(), marker.path());
    if (seen.isPresent()) {
      FileMetadata stored = layers.reader().directory(path, seen.get()).attributes();
      if (time.compareTo(stored.ctime()) > 0) {
        write(marker, seen.get(), stored.withMtime(time).withCtime(time));
      }
    }
  }

  private void write(Place marker, ObjectReader.Seen seen, FileMetadata attributes)
      throws IOException {
    try {
      if (layers.reader().hasContent(marker.key())) {
        copies.change(layers.reader().marker(seen), attributes, marker.path());
      } else {
        put(marker, seen, attributes);
      }
    } catch (FileException | ObjectStoreException e) {
      // Another mount was quicker, and knows better.
      log.debug("a directory's modification time was not stored", e);
    }
  }

  private void put(Place marker, ObjectReader.Seen seen, FileMetadata attributes)
      throws IOException {
    WholeBody body = WholeBody.seal(layers.codec(), new byte[0]);
    layers
        .store()
        .put(
            marker.key(),
            body.part(),
            layers.codec().sealAttributes(marker.path(), attributes, body.identity()),
            Precondition.ifMatch(seen.info().etag()));
  }
}
