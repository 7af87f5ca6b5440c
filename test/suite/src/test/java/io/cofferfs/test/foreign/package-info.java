/** Other clients than cofferfs, for the scripts that show what these find in a bucket. */
@NullMarked
package io.cofferfs.test.foreign;

import org.jspecify.annotations.NullMarked;
