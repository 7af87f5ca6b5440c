/**
 * The tree: which files and directories a volume has, and how they are made, moved and removed.
 * Enter through {@link Namespace}; what leaves are {@link Entry entries}. It keeps what it has seen
 * for a while, and what this mount has changed is seen at once.
 */
@NullMarked
package io.cofferfs.fs.namespace;

import org.jspecify.annotations.NullMarked;
