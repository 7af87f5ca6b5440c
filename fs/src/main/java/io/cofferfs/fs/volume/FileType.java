package io.cofferfs.fs.volume;

import java.util.Optional;

/** The type of a file, as the upper four bits of a 16-bit mode hold it ({@code S_IFMT}). */
public enum FileType {
  REGULAR(0100000),
  DIRECTORY(0040000),
  SYMBOLIC_LINK(0120000),
  FIFO(0010000),
  SOCKET(0140000),
  CHARACTER_DEVICE(0020000),
  BLOCK_DEVICE(0060000);

  private static final int TYPE_BITS = 0170000;
  private static final int PERMISSION_BITS = 07777;

  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  /** Empty for what is no type. */
  public static Optional<FileType> of(int mode) {
    for (FileType type : values()) {
      if ((mode & TYPE_BITS) == type.bits) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The low twelve bits of a mode. */
  public static int permissions(int mode) {
    return mode & PERMISSION_BITS;
  }

  /** Whether the kernel alone gives such a file its meaning: to a volume it is only a node. */
  public boolean isSpecial() {
    return switch (this) {
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> true;
      case REGULAR, DIRECTORY, SYMBOLIC_LINK -> false;
    };
  }

  /** Whether a mode is of this type. */
  public boolean matches(int mode) {
    return (mode & TYPE_BITS) == bits;
  }

  public int bits() {
    return bits;
  }

  /** The mode of a file of this type with these permissions. */
  public int mode(int permissions) {
    return bits | permissions(permissions);
  }
}
