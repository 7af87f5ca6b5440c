package io.cofferfs.fs.fuse;

import io.cofferfs.fs.vfs.FileHandle;

/** An open file and the node it belongs to. */
record OpenFile(long node, FileHandle handle) {}
