package io.cofferfs.fs.namespace;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes entries of the pages of a directory's listing. Keys that cannot be names are left out and
 * counted; of a file and a directory under one name only the directory is told.
 *
 * <p>{@code a} comes long before {@code a/}, with {@code a-1} and {@code a.txt} between them. So an
 * object is held back while the keys listed last still begin with its part of the key and go on
 * with something that sorts before a slash. Parts are sorted so whether or not they are sealed;
 * names are not, so all that is held here is held by its part.
 */
final class PageMerge {
  private final FilePath directory;
  private final KeySpace keys;
  private final String prefix;
  private final Oddities oddities;
  private final Set<String> directories;
  private final Map<String, Listed.Stored> heldBack = new LinkedHashMap<>();
  private long impossible;
  private boolean empty = true;
  private Optional<StoredVersion> marker = Optional.empty();

  /**
   * @param known names of directories, whatever the pages say; they are not told again
   */
  PageMerge(FilePath directory, KeySpace keys, Set<String> known, Oddities oddities)
      throws FileException {
    this.directory = directory;
    this.keys = keys;
    this.prefix = keys.directoryKey(directory);
    this.directories = new HashSet<>();
    for (String name : known) {
      directories.add(keys.part(directory, name));
    }
    this.oddities = oddities;
  }

  /** The entries that this page makes certain. */
  List<Listed> add(ListPage page) {
    List<Listed> certain = new ArrayList<>();
    page.objects().forEach(this::holdBack);
    for (String common : page.commonPrefixes()) {
      empty = false;
      String part = common.substring(prefix.length(), common.length() - 1);
      if (!directories.contains(part)) {
        name(part).map(Listed.Directory::new).ifPresent(certain::add);
      }
      hide(part);
    }
    directories.forEach(this::hide);
    release(certain, lastParts(page));
    return certain;
  }

  private void holdBack(ListedObject object) {
    empty = false;
    String part = object.key().substring(prefix.length());
    // The object at the prefix itself is the directory's own marker.
    if (part.isEmpty()) {
      marker = Optional.of(StoredVersion.of(object));
    } else {
      name(part).ifPresent(name -> heldBack.put(part, Listed.Stored.of(name, object)));
    }
  }

  /** The name to show for a part of a key, if any. */
  private Optional<String> name(String part) {
    if (directory.isRoot() && part.equals(FilePath.RESERVED_NAME)) {
      return Optional.empty();
    }
    Optional<String> name = keys.name(directory, part);
    if (name.isEmpty()) {
      impossible++;
    }
    return name.filter(shown -> !(directory.isRoot() && shown.equals(FilePath.RESERVED_NAME)));
  }

  private void hide(String part) {
    Listed.Stored object = heldBack.remove(part);
    if (object != null) {
      oddities.shadowed(object.version(prefix + part));
    }
  }

  private void release(List<Listed> certain, List<String> lastParts) {
    heldBack
        .entrySet()
        .removeIf(
            held -> {
              boolean release =
                  lastParts.stream().noneMatch(last -> mayBecome(held.getKey(), last));
              if (release) {
                certain.add(held.getValue());
              }
              return release;
            });
  }

  /** Whether a directory of this part may be listed behind {@code last}. */
  private static boolean mayBecome(String part, String last) {
    return last.startsWith(part)
        && (last.length() == part.length() || last.charAt(part.length()) < '/');
  }

  private List<String> lastParts(ListPage page) {
    List<String> last = new ArrayList<>();
    if (!page.objects().isEmpty()) {
      last.add(page.objects().get(page.objects().size() - 1).key().substring(prefix.length()));
    }
    if (!page.commonPrefixes().isEmpty()) {
      last.add(
          page.commonPrefixes().get(page.commonPrefixes().size() - 1).substring(prefix.length()));
    }
    return last;
  }

  /** The entries left behind the last page. */
  List<Listed> finish() {
    List<Listed> rest = new ArrayList<>();
    release(rest, List.of());
    oddities.impossibleNames(prefix, impossible);
    return rest;
  }

  /** The directory's own marker, if there is one. */
  Optional<StoredVersion> marker() {
    return marker;
  }

  /** Whether there was nothing at all under the prefix, not even a marker. */
  boolean isEmpty() {
    return empty;
  }
}
