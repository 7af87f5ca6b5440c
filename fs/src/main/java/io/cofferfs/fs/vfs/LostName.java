package io.cofferfs.fs.vfs;

import io.cofferfs.fs.volume.FileVersion;
import java.util.Optional;

/**
 * What an open file has instead of a name.
 *
 * @param setAside where the bucket has what was committed of it, until the last handle is gone
 * @param inode its number, which belongs to the name no more
 */
record LostName(Optional<FileVersion> setAside, long inode) {}
