package io.cofferfs.fs.bulk;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeyPath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.util.List;

/**
 * The objects that a job is about: a path of a volume and all that is below it, without what the
 * volume keeps for itself. They are handed out page by page, and never held all at once.
 */
public final class Scope {
  private final ObjectStore store;
  private final KeySpace keys;
  private final List<FilePath> paths;
  private final List<String> excludedPrefixes;
  private final Kind kind;

  private enum Kind {
    /** What a mount shows. */
    FILES,
    /** Whatever has a key. */
    OBJECTS
  }

  /**
   * @param path of a file or directory; the root for the whole volume
   * @param excludedPrefixes of keys that are none of the job's business
   */
  public Scope(ObjectStore store, KeySpace keys, FilePath path, List<String> excludedPrefixes) {
    this(store, keys, List.of(path), excludedPrefixes, Kind.FILES);
  }

  private Scope(
      ObjectStore store,
      KeySpace keys,
      List<FilePath> paths,
      List<String> excludedPrefixes,
      Kind kind) {
    this.store = store;
    this.keys = keys;
    this.paths = List.copyOf(paths);
    this.excludedPrefixes = List.copyOf(excludedPrefixes);
    this.kind = kind;
  }

  /** Everything in a volume. */
  public static Scope of(ObjectStore store, KeySpace keys) {
    return new Scope(store, keys, FilePath.ROOT, List.of());
  }

  /** Every object of a bucket under a path, also those that no mount shows. */
  public static Scope ofObjects(ObjectStore store, FilePath path) {
    return new Scope(store, new KeySpace(""), List.of(path), List.of(), Kind.OBJECTS);
  }

  /** Several files and directories of a volume, one after the other. */
  public static Scope of(ObjectStore store, KeySpace keys, List<FilePath> paths) {
    return new Scope(store, keys, paths, List.of(), Kind.FILES);
  }

  /** Somebody who takes objects as they are listed. */
  interface Visitor {
    /** Takes an object; false to be shown no more. */
    boolean visit(ListedObject object) throws IOException;
  }

  void visit(Visitor visitor) throws IOException {
    for (FilePath path : paths) {
      boolean wanted = path.isRoot() || visitFile(path, visitor);
      if (!wanted || !visitTree(path, visitor)) {
        return;
      }
    }
  }

  private boolean visitTree(FilePath path, Visitor visitor) throws IOException {
    ListRequest request = ListRequest.tree(keys.directoryKey(path));
    while (true) {
      ListPage page = store.list(request);
      if (!visit(page.objects(), visitor)) {
        return false;
      }
      if (page.continuation().isEmpty()) {
        return true;
      }
      request = request.after(page.continuation().get());
    }
  }

  private boolean visitFile(FilePath path, Visitor visitor) throws IOException {
    return visit(listed(keys.fileKey(path)), visitor);
  }

  /** Whether the bucket has the object now, as far as its listing tells. */
  boolean isListed(String key) throws IOException {
    return !listed(key).isEmpty();
  }

  /** What has the key itself sorts before everything else that begins with it. */
  private List<ListedObject> listed(String key) throws IOException {
    List<ListedObject> first = store.list(ListRequest.tree(key).withMaxKeys(1)).objects();
    return first.stream().filter(object -> object.key().equals(key)).toList();
  }

  private boolean visit(List<ListedObject> objects, Visitor visitor) throws IOException {
    for (ListedObject object : objects) {
      if (isWanted(object.key()) && !visitor.visit(object)) {
        return false;
      }
    }
    return true;
  }

  private boolean isWanted(String key) {
    if (kind == Kind.OBJECTS) {
      return true;
    }
    String name = key.substring(keys.prefix().length());
    boolean reserved =
        name.equals(FilePath.RESERVED_NAME) || name.startsWith(FilePath.RESERVED_NAME + '/');
    return !reserved && excludedPrefixes.stream().noneMatch(key::startsWith);
  }

  /**
   * The path that a key stands for; of a directory's marker with a slash at the end.
   *
   * @throws IOException if no file of the volume can have this key
   */
  String path(String key) throws IOException {
    if (kind == Kind.OBJECTS) {
      return bareName(key);
    }
    KeyPath read = keys.read(key);
    if (!read.isNamed()) {
      throw new DamageException(Outcome.FOREIGN, "the key is none that this volume makes");
    }
    String path = read.path();
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (String part : bare.split("/", -1)) {
      if (!FilePath.isName(part) && !path.isEmpty()) {
        throw new FileException(Reason.INVALID_ARGUMENT, "no file can have such a name");
      }
    }
    return path; // Empty for the marker of the root.
  }

  /** A name for reports, of a key that stands for no path. */
  String bareName(String key) {
    return key.substring(keys.prefix().length());
  }
}
