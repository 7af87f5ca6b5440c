/** What all layers of the file system share: its error. */
@NullMarked
package io.cofferfs.fs;

import org.jspecify.annotations.NullMarked;
