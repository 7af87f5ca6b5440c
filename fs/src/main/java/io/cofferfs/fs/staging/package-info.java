/**
 * The encrypted local disk: files of one mount that must be whole before anybody may have them,
 * because they are still being written or not verified yet. Enter through {@link StagingArea}. What
 * it puts on a disk is sealed under a key that lives only in memory.
 */
@NullMarked
package io.cofferfs.fs.staging;

import org.jspecify.annotations.NullMarked;
