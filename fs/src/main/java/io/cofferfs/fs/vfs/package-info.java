/**
 * The file system as programs see it: paths, handles, attributes. Enter through {@link FileTree};
 * every failure leaves as a checked exception that {@link Errno} translates.
 */
@NullMarked
package io.cofferfs.fs.vfs;

import org.jspecify.annotations.NullMarked;
