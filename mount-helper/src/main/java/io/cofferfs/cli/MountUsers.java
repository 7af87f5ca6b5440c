package io.cofferfs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that keep a mount busy, as far as this user may see them. */
final class MountUsers {
  private static final int MAX_NAMED = 5;
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  private final Path mountPoint;

  private MountUsers(Path mountPoint) {
    this.mountPoint = mountPoint;
  }

  /** Such as {@code bash (process 4711)}. */
  static List<String> of(Path mountPoint) {
    MountUsers users = new MountUsers(mountPoint);
    List<String> found = new ArrayList<>();
    for (Path process : children(Path.of("/proc"))) {
      if (found.size() < MAX_NAMED && users.keepBusy(process)) {
        found.add(name(process) + " (process " + process.getFileName() + ")");
      }
    }
    return found;
  }

  private boolean keepBusy(Path process) {
    String name = process.getFileName().toString();
    boolean isOther = Character.isDigit(name.charAt(0)) && !name.equals(SELF);
    return isOther
        && (leadsInside(process.resolve("cwd"))
            || leadsInside(process.resolve("root"))
            || children(process.resolve("fd")).stream().anyMatch(this::leadsInside));
  }

  private boolean leadsInside(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(mountPoint);
    } catch (IOException e) {
      // Ended meanwhile, or another user's.
      return false;
    }
  }

  private static List<Path> children(Path directory) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
      // Ended meanwhile, or another user's: what was seen so far has to do.
      return children;
    }
    return children;
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "a program";
    }
  }
}
