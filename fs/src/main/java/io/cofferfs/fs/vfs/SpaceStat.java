package io.cofferfs.fs.vfs;

/**
 * What {@code statvfs(3)} tells; a bucket has no end, so most of it is a large round number.
 *
 * @param blockBytes the unit of the other two
 */
public record SpaceStat(int blockBytes, long totalBlocks, long freeBlocks, int maxNameBytes) {}
