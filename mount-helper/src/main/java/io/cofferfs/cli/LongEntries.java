package io.cofferfs.cli;

import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.volume.FileType;
import java.io.PrintStream;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;

/** As {@code ls -l} shows it, with the time in full. */
final class LongEntries implements EntryPrinter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final PosixFilePermission[] BY_BIT = PosixFilePermission.values();

  private final PrintStream out;

  LongEntries(PrintStream out) {
    this.out = out;
  }

  @Override
  public void print(String name, FileStat stat, String target) {
    out.printf(
        "%s %6d %6d %12d %s %s%s%n",
        mode(stat.mode()),
        stat.uid(),
        stat.gid(),
        stat.length(),
        TIME.format(stat.mtime().toInstant().atZone(ZoneId.systemDefault())),
        name,
        target.isEmpty() ? "" : " -> " + target);
  }

  private static String mode(int mode) {
    String type =
        FileType.DIRECTORY.matches(mode) ? "d" : FileType.SYMBOLIC_LINK.matches(mode) ? "l" : "-";
    // The enum lists them in the order of the bits, from the owner's right to read downwards.
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BY_BIT.length; i++) {
      if ((mode & 0400 >> i) != 0) {
        permissions.add(BY_BIT[i]);
      }
    }
    return type + PosixFilePermissions.toString(permissions);
  }

  @Override
  public void close() {
    out.flush();
  }
}
