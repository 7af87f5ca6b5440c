package io.cofferfs.fs.vfs;

/**
 * How a file is opened.
 *
 * @param append whether every write goes to the end of the file
 * @param truncate whether the content is dropped first
 * @param exclusive whether {@code create} fails when the file exists
 */
public record OpenMode(
    boolean read, boolean write, boolean append, boolean truncate, boolean exclusive) {

  public static final OpenMode READ = new OpenMode(true, false, false, false, false);
  public static final OpenMode WRITE = new OpenMode(false, true, false, false, false);
  public static final OpenMode READ_WRITE = new OpenMode(true, true, false, false, false);
}
