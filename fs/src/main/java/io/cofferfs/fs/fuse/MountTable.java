package io.cofferfs.fs.fuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is mounted, as this process sees it. */
public final class MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  // ENOTCONN: what a mount answers with whose process is gone.
  private static final int NOT_CONNECTED = 107;

  private static final String USER = "user_id=";

  // More than struct statvfs takes anywhere; what it says is of no interest.
  private static final int STATVFS_BYTES = 512;

  private final List<Entry> entries;

  private MountTable(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * One mount.
   *
   * @param device such as {@code 0:42}
   * @param type such as {@code fuse.cofferfs}
   * @param source such as {@code s3://bucket}
   * @param user the id of who mounted it; known of FUSE mounts
   */
  public record Entry(
      String device, Path mountPoint, String type, String source, OptionalLong user) {

    public boolean isCofferfs() {
      return type.equals("fuse." + MountOptions.SUBTYPE);
    }

    /**
     * Whether the process that served this mount is gone. Waits for it to answer if it is not.
     *
     * <p>Asks for the space, which unlike attributes the kernel never knows by itself.
     */
    public boolean isDead() {
      byte[] path = NativeLibraries.cString(mountPoint.toString());
      return NativeLibraries.libC().statvfs(path, new byte[STATVFS_BYTES]) != 0
          && NativeLibraries.lastError() == NOT_CONNECTED;
    }
  }

  public static MountTable read() {
    try {
      return parse(Files.readAllBytes(MOUNTINFO));
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel does not say what is mounted", e);
    }
  }

  /** Names are bytes to the kernel; what of them is not UTF-8 is no concern of ours. */
  static MountTable parse(byte[] mountinfo) {
    return parse(List.of(new String(mountinfo, StandardCharsets.UTF_8).split("\n", -1)));
  }

  static MountTable parse(List<String> mountinfo) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountinfo) {
      parse(line).ifPresent(entries::add);
    }
    return new MountTable(entries);
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The mount at exactly this path; the topmost if there are several. */
  public Optional<Entry> find(Path mountPoint) {
    Path absolute = canonical(mountPoint);
    return entries.stream()
        .filter(entry -> entry.mountPoint().equals(absolute))
        .reduce((below, above) -> above);
  }

  /** Resolves links in the parent only: a dead mount point itself cannot be looked at. */
  private static Path canonical(Path mountPoint) {
    Path absolute = mountPoint.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      return absolute;
    }
    try {
      return parent.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      // Not there, so nothing is mounted in it either.
      return absolute;
    }
  }

  // id parent major:minor root MOUNTPOINT options tags… - TYPE SOURCE options
  private static Optional<Entry> parse(String line) {
    String[] fields = line.split(" ", -1);
    int separator = List.of(fields).indexOf("-");
    if (separator < 5 || fields.length < separator + 3) {
      return Optional.empty();
    }
    String options = fields.length > separator + 3 ? fields[separator + 3] : "";
    try {
      return Optional.of(
          new Entry(
              fields[2],
              Path.of(unescape(fields[4])),
              unescape(fields[separator + 1]),
              unescape(fields[separator + 2]),
              user(options)));
    } catch (InvalidPathException e) {
      // Java cannot name it in this locale, so nobody can ask for it either.
      return Optional.empty();
    }
  }

  private static OptionalLong user(String options) {
    for (String option : options.split(",", -1)) {
      if (option.matches(USER + "\\d{1,10}")) {
        return OptionalLong.of(Long.parseLong(option, USER.length(), option.length(), 10));
      }
    }
    return OptionalLong.empty();
  }

  /** Undoes the kernel's escapes: blanks, backslashes and hashes are three octal digits. */
  private static String unescape(String field) {
    StringBuilder text = new StringBuilder(field.length());
    int at = 0;
    while (at < field.length()) {
      boolean escape = field.charAt(at) == '\\' && at + 3 < field.length();
      text.append(escape ? (char) Integer.parseInt(field, at + 1, at + 4, 8) : field.charAt(at));
      at += escape ? 4 : 1;
    }
    return text.toString();
  }
}
