/**
 * The write path: from writes at any offset to objects in the bucket. Enter through {@link
 * FileWriters}; what leaves are new {@link io.cofferfs.fs.volume.FileVersion}s. Local disks get
 * nothing but ciphertext, under a key that lives only in memory. Errors leave as {@link
 * io.cofferfs.fs.FileException}, or as those of the object store and of the coffer format.
 */
@NullMarked
package io.cofferfs.fs.write;

import org.jspecify.annotations.NullMarked;
