/**
 * The read path: from a version of a file to its content. Enter through {@link BlockReader}, which
 * hands out content sources; what leaves is verified content only. Errors leave as {@link
 * io.cofferfs.fs.FileException}, or as those of the object store and the codec.
 */
@NullMarked
package io.cofferfs.fs.read;

import org.jspecify.annotations.NullMarked;
