package io.cofferfs.fs.vfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tree of files with the operations of POSIX, as a FUSE binding needs them. Paths are absolute
 * and without {@code .} or {@code ..}; symbolic links are not followed. Thread-safe.
 *
 * <p>Permissions are checked by the kernel ({@code default_permissions}), not here.
 */
public interface FileTree {

  FileStat stat(String path) throws IOException;

  /** What the path names, for who may be about to remove it. */
  default LookedUp lookUp(String path) throws IOException {
    return new LookedUp(stat(path), /* provisional= */ false);
  }

  FileStat stat(FileHandle handle) throws IOException;

  /**
   * Something that is equal for two handles of a file only if they have the same content, so that
   * what was read through the one may be shown through the other.
   */
  default Object contentTag(FileHandle handle) throws IOException {
    return stat(handle);
  }

  /** Feeds the entries, without {@code .} and {@code ..}, until the sink has had enough. */
  void readDirectory(String path, DirectorySink sink) throws IOException;

  FileHandle open(String path, OpenMode mode) throws IOException;

  /**
   * Creates a regular file and opens it.
   *
   * @param permissions the low twelve mode bits, the umask already applied
   */
  FileHandle create(String path, int permissions, OpenMode mode, Owner owner) throws IOException;

  /** Reads until {@code target} is full or the file ends; the bytes read. */
  int read(FileHandle handle, long offset, ByteBuffer target) throws IOException;

  /** Writes all of {@code source}; at the end of the file if the handle appends. */
  void write(FileHandle handle, long offset, ByteBuffer source) throws IOException;

  void truncate(String path, long length) throws IOException;

  void truncate(FileHandle handle, long length) throws IOException;

  /** Makes the file at least this long. Nothing is reserved: a bucket has no end. */
  void extend(FileHandle handle, long length) throws IOException;

  /** Makes zeros of these bytes, as far as the file goes. */
  void zero(FileHandle handle, long offset, long length) throws IOException;

  /** Like {@link #sync} if the handle is open for writing or the file is new; else nothing. */
  void flush(FileHandle handle) throws IOException;

  /** Returns once everything written to the file, by whatever handle, is in the bucket. */
  void sync(FileHandle handle) throws IOException;

  /** Returns once every name that was removed is gone from the bucket, or tells that one is not. */
  default void syncDirectory(String path) throws IOException {}

  /** Ends the handle's life; commits what {@link #flush} had no chance to. */
  void release(FileHandle handle) throws IOException;

  /** Ends the handle's life without a commit: what only it has written is forgotten. */
  void discard(FileHandle handle) throws IOException;

  void createDirectory(String path, int permissions, Owner owner) throws IOException;

  void removeDirectory(String path) throws IOException;

  void createSymbolicLink(String path, String target, Owner owner) throws IOException;

  /**
   * Makes a FIFO, socket or device.
   *
   * @param mode type and permissions, the umask already applied
   * @param device what a device stands for, as {@code stat(2)} shows it
   */
  void createNode(String path, int mode, long device, Owner owner) throws IOException;

  String readSymbolicLink(String path) throws IOException;

  void unlink(String path) throws IOException;

  void rename(String from, String to) throws IOException;

  /** Changes attributes, with one request for all of them. */
  void change(String path, AttributeChange change) throws IOException;

  /** As the other, of a file whose path may be gone. */
  void change(FileHandle handle, AttributeChange change) throws IOException;

  /**
   * Changes the permissions.
   *
   * @param permissions the low twelve mode bits
   */
  default void changeMode(String path, int permissions) throws IOException {
    change(path, AttributeChange.NONE.withPermissions(permissions));
  }

  /** Negative ids leave that id as it is. */
  default void changeOwner(String path, long uid, long gid) throws IOException {
    change(path, AttributeChange.NONE.withOwner(uid, gid));
  }

  default void changeTimes(String path, TimeChange access, TimeChange modification)
      throws IOException {
    change(path, AttributeChange.NONE.withTimes(access, modification));
  }

  /**
   * The value of an extended attribute; {@code NO_ATTRIBUTE} if there is none of this name, {@code
   * UNSUPPORTED} for other namespaces than {@code user}.
   */
  byte[] xattr(String path, String name) throws IOException;

  /** The names of those that a copy of the file should have too. */
  List<String> xattrs(String path) throws IOException;

  /** {@code NO_SPACE} if they would be more than can be stored beside the file. */
  void setXattr(String path, String name, byte[] value, XattrMode mode) throws IOException;

  void removeXattr(String path, String name) throws IOException;

  SpaceStat space() throws IOException;
}
