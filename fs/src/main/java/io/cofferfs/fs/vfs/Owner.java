package io.cofferfs.fs.vfs;

/** Who makes a file. */
public record Owner(long uid, long gid) {}
