/** Tests of the tree of a volume, over an object store in memory. */
@NullMarked
package io.cofferfs.fs.namespace;

import org.jspecify.annotations.NullMarked;
