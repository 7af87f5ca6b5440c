package io.cofferfs.fs.vfs;

/** An open file, as {@link FileTree#open} and {@link FileTree#create} hand it out. */
public interface FileHandle {}
