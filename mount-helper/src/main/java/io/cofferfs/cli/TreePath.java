package io.cofferfs.cli;

/** Paths of a tree: absolute, names joined by slashes. */
final class TreePath {
  private TreePath() {}

  static String child(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + '/' + name;
  }

  /** The last name; empty for the root. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
