package io.cofferfs.test.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory as far as a mount and a local disk have to agree on what is in it. */
final class TreeView {
  // No clock shows this any more: a time before it was set by somebody, and is to be kept.
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  private TreeView() {}

  /** Type, permissions, owner; of files their length too, and a time that was set. */
  static String attributes(Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(
            path, "unix:mode,uid,gid,size,isDirectory,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    String mode = Integer.toOctalString((Integer) Objects.requireNonNull(found.get("mode")));
    String common = "%s %s:%s".formatted(mode, found.get("uid"), found.get("gid"));
    if (Boolean.TRUE.equals(found.get("isDirectory"))) {
      return common;
    }
    Instant time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    return common + " " + found.get("size") + " " + (time.isBefore(LONG_AGO) ? time : "lately");
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Attributes with what a file, a link or a directory holds. */
  static String describe(Path path) throws IOException {
    String attributes = attributes(path);
    if (Files.isSymbolicLink(path)) {
      return attributes + " -> " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path)) {
      return attributes + " " + names(path);
    }
    return attributes + " " + Arrays.hashCode(Files.readAllBytes(path));
  }

  /** Everything below {@code root}, by names from there. */
  static Map<String, String> of(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>();
    add(root, root, found);
    return found;
  }

  private static void add(Path root, Path directory, Map<String, String> found) throws IOException {
    for (String name : names(directory)) {
      Path child = directory.resolve(name);
      found.put(root.relativize(child).toString(), describe(child));
      if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
        add(root, child, found);
      }
    }
  }
}
