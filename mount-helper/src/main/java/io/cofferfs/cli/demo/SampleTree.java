package io.cofferfs.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Real files of this machine, some thousand, with the symbolic links among them; and a large one.
 */
final class SampleTree {
  private static final int WANTED_FILES = 3000;
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final int LARGE_FILE_MIB = 256;
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/share/zoneinfo"),
          Path.of("/usr/include"),
          Path.of("/usr/share/doc"),
          Path.of("/usr/share/perl"),
          Path.of("/usr/lib/python3"),
          Path.of("/usr/share"));

  private final Path directory;
  private int files;
  private int links;
  private long bytes;

  private SampleTree(Path directory) {
    this.directory = directory;
  }

  static SampleTree collect(Path directory) throws IOException {
    SampleTree tree = new SampleTree(Files.createDirectories(directory));
    for (Path place : PLACES) {
      if (Files.isDirectory(place) && !tree.isFull()) {
        Files.walkFileTree(place, tree.new Collector());
      }
    }
    for (int i = tree.files; i < WANTED_FILES; i++) {
      tree.fill(i);
    }
    return tree;
  }

  /** Writes random bytes: nothing that could be compressed away. */
  static Path largeFile(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom();
    byte[] mebibyte = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < LARGE_FILE_MIB; i++) {
        random.nextBytes(mebibyte);
        out.write(mebibyte);
      }
    }
    return file;
  }

  private boolean isFull() {
    return files >= WANTED_FILES;
  }

  /** For a machine with few files of its own. */
  private void fill(int number) throws IOException {
    Path file = directory.resolve("made").resolve("file-" + number + ".txt");
    Files.createDirectories(file.getParent());
    String text = ("file number " + number + "\n").repeat(1 + number % 500);
    Files.writeString(file, text);
    files++;
    bytes += text.length();
  }

  String describe() {
    return "%,d files and %,d links, %.1f MiB".formatted(files, links, bytes / 1048576.0);
  }

  int files() {
    return files;
  }

  /** Files and links. */
  int entries() {
    return files + links;
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      boolean isFile = attributes.isRegularFile() && attributes.size() <= MAX_FILE_BYTES;
      if ((isFile && Files.isReadable(file)) || attributes.isSymbolicLink()) {
        copy(file, attributes);
      }
      return isFull() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    private void copy(Path file, BasicFileAttributes attributes) throws IOException {
      Path target = directory.resolve(file.toString().substring(1));
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      Files.createDirectories(target.getParent());
      Files.copy(file, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
      if (attributes.isSymbolicLink()) {
        links++;
      } else {
        files++;
        bytes += attributes.size();
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      // Not readable for this user: one file less to choose from.
      return FileVisitResult.CONTINUE;
    }
  }
}
