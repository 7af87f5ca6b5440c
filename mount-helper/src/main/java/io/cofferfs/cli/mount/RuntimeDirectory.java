package io.cofferfs.cli.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the mounts of one user are on record while they live: {@code $XDG_RUNTIME_DIR/cofferfs}, or
 * {@code /tmp/cofferfs-UID} where there is no session. Nobody else may have access to it.
 */
public final class RuntimeDirectory {
  private static final int OTHERS_ACCESS = 0077;
  private static final int NAME_BYTES = 12;
  private static final String RECORD = ".mount";
  private static final String SOCKET = ".status";

  private final Path directory;

  private RuntimeDirectory(Path directory) {
    this.directory = directory;
  }

  /** The directory of this user, made if it is missing. */
  public static RuntimeDirectory open(Optional<Path> sessionDirectory, long uid)
      throws IOException {
    Path directory =
        sessionDirectory
            .filter(Files::isWritable)
            .map(RuntimeDirectory::inSession)
            .orElse(withoutSession(uid));
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!isOwn(directory, uid)) {
        throw new IOException(
            directory
                + " is not a directory of your own with mode 0700; remove it, or set"
                + " XDG_RUNTIME_DIR");
      }
    }
    return new RuntimeDirectory(directory);
  }

  /**
   * Wherever the mounts of a user may be on record. One mounts in a session and unmounts outside of
   * it, or is unmounted by root.
   *
   * @param sessionDirectory of this process, which may be another user's
   */
  public static List<RuntimeDirectory> of(Optional<Path> sessionDirectory, long uid) {
    return Stream.of(
            sessionDirectory.map(RuntimeDirectory::inSession),
            Optional.of(inSession(Path.of("/run/user/" + uid))),
            Optional.of(withoutSession(uid)))
        .flatMap(Optional::stream)
        .distinct()
        .filter(directory -> isOwnAndInReach(directory, uid))
        .map(RuntimeDirectory::new)
        .toList();
  }

  private static Path inSession(Path sessionDirectory) {
    return sessionDirectory.resolve("cofferfs");
  }

  private static Path withoutSession(long uid) {
    return Path.of("/tmp/cofferfs-" + uid);
  }

  private static boolean isOwnAndInReach(Path directory, long uid) {
    try {
      return isOwn(directory, uid) && Files.isReadable(directory);
    } catch (IOException missing) {
      return false;
    }
  }

  /** Another user may have made a directory of this name in /tmp, to mislead us. */
  private static boolean isOwn(Path directory, long uid) throws IOException {
    int mode = (Integer) Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    boolean isDirectory = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    return isDirectory && owner == uid && (mode & OTHERS_ACCESS) == 0;
  }

  /** The record of a mount; the file may or may not exist. */
  Path recordOf(Path mountPoint) {
    return directory.resolve(name(mountPoint) + RECORD);
  }

  /** Where the process of a mount can be asked how it is; the socket may or may not exist. */
  public Path socketOf(Path mountPoint) {
    return directory.resolve(name(mountPoint) + SOCKET);
  }

  /** What is locked while the process of that name lives; the file may or may not exist. */
  Path ownerFile(String name) {
    return directory.resolve(name + ".owner");
  }

  /** The socket of the mount with this record. */
  static Path socketBeside(Path record) {
    String name = String.valueOf(record.getFileName());
    return record.resolveSibling(name.substring(0, name.length() - RECORD.length()) + SOCKET);
  }

  /** All records, of mounts that live and of others. */
  List<Path> records() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + RECORD)) {
      List<Path> records = new ArrayList<>();
      files.forEach(records::add);
      return records;
    }
  }

  private static String name(Path mountPoint) {
    byte[] digest = sha256(mountPoint.toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
