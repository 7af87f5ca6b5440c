package io.cofferfs.cli;

import io.cofferfs.cli.VolumeCopies.Copy;
import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A volume file from elsewhere than its place: a backup, or one of the copies. */
final class Earlier {
  private final String name;
  private final byte[] bytes;

  /**
   * @param name for people
   */
  Earlier(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  static Earlier copy(VolumeCopies copies, int number) throws IOException, CliException {
    byte[] bytes =
        copies
            .read(number)
            .orElseThrow(
                () ->
                    new CliException(
                        ExitCode.NOT_FOUND,
                        "there is no copy " + number + "; 'cofferfs key list' shows them"));
    return new Earlier(nameOfCopy(number), bytes);
  }

  /** The copies that are volume files, the newest first: damaged files are kept as copies too. */
  static List<Earlier> copies(VolumeCopies copies) throws IOException {
    List<Earlier> newestFirst = new ArrayList<>();
    for (Copy copy : copies.list()) {
      Optional<byte[]> bytes = copies.read(copy.number());
      if (bytes.isPresent() && parsed(bytes.get()).isPresent()) {
        newestFirst.add(0, new Earlier(nameOfCopy(copy.number()), bytes.get()));
      }
    }
    return newestFirst;
  }

  static String nameOfCopy(int number) {
    return "copy " + number;
  }

  /** The volume file in these bytes; empty if they are none. */
  static Optional<VolumeFile> parsed(byte[] bytes) {
    try {
      return Optional.of(VolumeFile.parse(bytes));
    } catch (CofferException damaged) {
      return Optional.empty();
    }
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  VolumeFile parse() throws CliException {
    try {
      return VolumeFile.parse(bytes);
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.INTEGRITY, name + " is not a volume file: " + e.getMessage(), e);
    }
  }
}
