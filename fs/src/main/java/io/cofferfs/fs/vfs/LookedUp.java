package io.cofferfs.fs.vfs;

/**
 * What a name stands for.
 *
 * @param stat its attributes
 * @param provisional whether only the type and the inode of these are the file's own: enough to
 *     remove it, and nothing to remember or to show
 */
public record LookedUp(FileStat stat, boolean provisional) {}
