package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ListPage;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.volume.FilePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes entries of the pages of a directory's listing. Keys that cannot be names are left out and
 * counted; of a file and a directory under one name only the directory is told.
 *
 * <p>{@code a} comes long before {@code a/}, with {@code a-1} and {@code a.txt} between them. So an
 * object is held back while the keys listed last still begin with its name and go on with something
 * that sorts before a slash.
 */
final class PageMerge {
  private final FilePath directory;
  private final String prefix;
  private final Oddities oddities;
  private final Set<String> directories;
  private final Map<String, ListedObject> heldBack = new LinkedHashMap<>();
  private long impossible;
  private boolean empty = true;

  /**
   * @param prefix the directory's key
   * @param known names of directories, whatever the pages say; they are not told again
   */
  PageMerge(FilePath directory, String prefix, Set<String> known, Oddities oddities) {
    this.directory = directory;
    this.prefix = prefix;
    this.directories = new HashSet<>(known);
    this.oddities = oddities;
  }

  /** The entries that this page makes certain. */
  List<Listed> add(ListPage page) {
    List<Listed> certain = new ArrayList<>();
    page.objects().forEach(this::holdBack);
    for (String common : page.commonPrefixes()) {
      empty = false;
      String name = common.substring(prefix.length(), common.length() - 1);
      if (isShown(name) && !directories.contains(name)) {
        certain.add(new Listed.Directory(name));
      }
      hide(name);
    }
    directories.forEach(this::hide);
    release(certain, lastNames(page));
    return certain;
  }

  private void holdBack(ListedObject object) {
    empty = false;
    String name = object.key().substring(prefix.length());
    // The object at the prefix itself is the directory's own marker.
    if (!name.isEmpty() && isShown(name)) {
      heldBack.put(name, object);
    }
  }

  private boolean isShown(String name) {
    if (directory.isRoot() && name.equals(FilePath.RESERVED_NAME)) {
      return false;
    }
    if (!FilePath.isName(name)) {
      impossible++;
      return false;
    }
    return true;
  }

  private void hide(String name) {
    ListedObject object = heldBack.remove(name);
    if (object != null) {
      oddities.shadowed(StoredVersion.of(object));
    }
  }

  private void release(List<Listed> certain, List<String> lastNames) {
    heldBack
        .entrySet()
        .removeIf(
            held -> {
              boolean release =
                  lastNames.stream().noneMatch(last -> mayBecome(held.getKey(), last));
              if (release) {
                certain.add(Listed.Stored.of(held.getKey(), held.getValue()));
              }
              return release;
            });
  }

  /** Whether a directory of this name may be listed behind {@code last}. */
  private static boolean mayBecome(String name, String last) {
    return last.startsWith(name)
        && (last.length() == name.length() || last.charAt(name.length()) < '/');
  }

  private List<String> lastNames(ListPage page) {
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

  /** Whether there was nothing at all under the prefix, not even a marker. */
  boolean isEmpty() {
    return empty;
  }
}
