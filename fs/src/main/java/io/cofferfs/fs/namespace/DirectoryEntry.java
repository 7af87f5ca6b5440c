package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.volume.FilePath;

/**
 * A directory.
 *
 * @param marked whether it is known to have a marker object, which alone can keep attributes; else
 *     it is implied by the keys below it
 */
public record DirectoryEntry(FilePath path, FileMetadata attributes, boolean marked)
    implements Entry {}
