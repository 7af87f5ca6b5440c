package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.Deliveries.Delivery;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files that somebody is about to read: one request brings the headers and then the content,
 * which goes to where it is read from. Thread-safe.
 */
final class SmallFiles {
  private static final Logger log = LoggerFactory.getLogger(SmallFiles.class);

  private final ObjectStore store;
  private final ObjectReader reader;
  private final Deliveries deliveries;
  private final Requests requests;

  SmallFiles(Layers layers, Deliveries deliveries) {
    this.store = layers.store();
    this.reader = layers.reader();
    this.requests = layers.requests();
    this.deliveries = deliveries;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  /**
   * Whether a file in this listing had better be asked for with its content.
   *
   * @param last as what it was last seen, if it was
   */
  boolean isWorthIt(Listing listing, FilePath path, Optional<FileVersion> last) {
    if (!listing.isBeingRead()) {
      return false;
    }
    return last.isPresent()
        ? isSmall(last.get().objectLength()) && !deliveries.holds(last.get())
        : !deliveries.mayHoldUnseen()
            && listing
                .lately(path.name())
                .filter(listed -> listed instanceof Listed.Stored file && isSmall(file.length()))
                .isPresent();
  }

  private boolean isSmall(long objectLength) {
    return objectLength > 0 && objectLength <= deliveries.maxBodyBytes();
  }

  /** Asks for a file as it is now; its content follows. Empty if there is no such object. */
  Optional<FileEntry> ask(FilePath path, String key) throws IOException {
    Answered answered = new Answered();
    try {
      Optional<ObjectReader.Seen> seen = ask(path, key, answered);
      Optional<FileEntry> file =
          seen.isPresent() ? Optional.of(reader.file(path, seen.get())) : Optional.empty();
      file.ifPresent(found -> answered.deliver(found.version()));
      return file;
    } finally {
      answered.close();
    }
  }

  private Optional<ObjectReader.Seen> ask(FilePath path, String key, Answered answered)
      throws ObjectStoreException {
    try {
      return reader.ask(key, path.value(), answered::get);
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.UNAVAILABLE) {
        throw e;
      }
      // Archived, for example: it has attributes all the same.
      return reader.head(key, path.value());
    }
  }

  /** Fetches the content of a version, unless it is there or on its way, or long. */
  void fetch(FileVersion version) {
    if (!isRegular(version)) {
      return;
    }
    deliveries.expect(version).ifPresent(delivery -> fetch(version, delivery));
  }

  private void fetch(FileVersion version, Delivery delivery) {
    try (ObjectBody body =
        store.get(version.key(), Optional.empty(), Optional.of(version.etag()))) {
      if (body.info().etag().equals(version.etag())) {
        delivery.take(body.stream());
      } else {
        delivery.fail(new IOException("the store has another version"));
      }
    } catch (IOException | RuntimeException | Error e) {
      // Nobody waits for it, or whoever does asks again, and reports.
      delivery.fail(e);
    }
  }

  private static boolean isRegular(FileVersion version) {
    return FileType.REGULAR.matches(version.attributes().mode());
  }

  /** What a GET was answered with: a body that is delivered, or given up. */
  private final class Answered implements AutoCloseable {
    private Optional<ObjectBody> body = Optional.empty();

    ObjectInfo get(String key) throws ObjectStoreException {
      body = Optional.of(store.get(key, Optional.empty(), Optional.empty()));
      return body.get().info();
    }

    void deliver(FileVersion version) {
      if (body.isPresent() && isRegular(version)) {
        Optional<Delivery> delivery = deliveries.expect(version);
        delivery.ifPresent(waiting -> deliver(body.get(), waiting));
        body = delivery.isPresent() ? Optional.empty() : body;
      }
    }

    private void deliver(ObjectBody arriving, Delivery delivery) {
      try {
        requests.run(() -> take(arriving, delivery));
      } catch (RejectedExecutionException e) {
        delivery.fail(e); // The mount ends.
        end(arriving);
      }
    }

    @Override
    public void close() {
      body.ifPresent(SmallFiles::end);
    }
  }

  private static void take(ObjectBody body, Delivery delivery) {
    try {
      delivery.take(body.stream());
    } finally {
      end(body);
    }
  }

  private static void end(ObjectBody body) {
    try {
      body.close();
    } catch (IOException e) {
      log.debug("a body that nobody needs any more did not end well", e);
    }
  }
}
