/**
 * The kernel's door: FUSE requests become calls of a {@link io.cofferfs.fs.vfs.FileTree}. Enter
 * through {@link FuseMount}; what leaves towards the kernel are replies and error numbers, towards
 * the mount command a {@link FuseException} with its reason.
 *
 * <p>Built on libfuse 2.9's low-level interface, where files are nodes rather than paths: only so
 * can {@code fstat} answer for a file that was removed while open. The session's threads are Java's
 * own, because a native thread would be attached to and detached from the JVM on each of its first
 * thousand requests.
 */
@NullMarked
package io.cofferfs.fs.fuse;

import org.jspecify.annotations.NullMarked;
