package io.cofferfs.fs.vfs;

/**
 * An open file that is not in the bucket as it is now.
 *
 * @param path from the root of the tree
 * @param length of the whole file in bytes, of which some may be there
 */
public record PendingFile(String path, long length) {}
