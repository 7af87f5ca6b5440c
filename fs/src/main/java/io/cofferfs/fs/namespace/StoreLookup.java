package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks the store what a path names, whatever is known of it. */
final class StoreLookup {
  private final Layers layers;
  private final ObjectReader reader;

  StoreLookup(Layers layers) {
    this.layers = layers;
    this.reader = layers.reader();
  }

  /** The file, if there is an object of its name. */
  Optional<FileEntry> file(FilePath path) throws IOException {
    Optional<ObjectReader.Seen> seen = reader.head(layers.keys().fileKey(path), path.value());
    return seen.isPresent() ? Optional.of(reader.file(path, seen.get())) : Optional.empty();
  }

  /** A directory that is known to exist, marked or not. */
  DirectoryEntry directory(FilePath path) throws IOException {
    Optional<ObjectReader.Seen> marker = reader.head(layers.markerKey(path), path.asDirectory());
    return marker.isPresent() ? reader.directory(path, marker.get()) : reader.implied(path);
  }

  /** What it is, whatever that is: an object and a directory of the name are asked for at once. */
  Answer askForBoth(FilePath path) throws IOException {
    CompletableFuture<Optional<ObjectReader.Seen>> head = headInParallel(path);
    Optional<DirectoryEntry> directory = askForDirectory(path);
    Optional<ObjectReader.Seen> object = Requests.await(head);
    if (directory.isPresent()) {
      object.ifPresent(hidden -> layers.oddities().shadowed(hidden.version()));
      return new Answer.Present(directory.get());
    }
    return object.isPresent()
        ? new Answer.Present(reader.file(path, object.get()))
        : withoutObjects(path);
  }

  /**
   * Asks in one request whether there is neither, by a listing of what begins with the name; empty
   * if there is something, or so many names begin like that that it does not tell.
   */
  Optional<Answer> askForNeither(FilePath path) throws IOException {
    String key = layers.keys().fileKey(path);
    ListPage page = layers.store().list(ListRequest.directory(key).withMaxKeys(2));
    boolean anything = names(page).anyMatch(name -> name.equals(key) || name.equals(key + "/"));
    boolean whole =
        page.continuation().isEmpty() || names(page).anyMatch(name -> isBehind(name, key));
    return whole && !anything ? Optional.of(withoutObjects(path)) : Optional.empty();
  }

  private static Stream<String> names(ListPage page) {
    return Stream.concat(
        page.objects().stream().map(ListedObject::key), page.commonPrefixes().stream());
  }

  /** Whether what is listed comes after where the directory of this key would be. */
  private static boolean isBehind(String listed, String key) {
    return listed.length() > key.length() && listed.charAt(key.length()) > '/';
  }

  private CompletableFuture<Optional<ObjectReader.Seen>> headInParallel(FilePath path)
      throws FileException {
    String key = layers.keys().fileKey(path);
    return layers.requests().start(() -> reader.head(key, path.value()));
  }

  /** The directory, if there is one. */
  Optional<DirectoryEntry> askForDirectory(FilePath path) throws IOException {
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

  /** What it is if there is no object of its name, nor below it. */
  Answer withoutObjects(FilePath path) {
    return layers.known().remembered().contains(path)
        ? new Answer.Present(reader.implied(path))
        : new Answer.Absent();
  }
}
