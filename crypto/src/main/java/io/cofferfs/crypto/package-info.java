/**
 * The coffer format: objects, metadata headers and the volume file, sealed and opened. Enter
 * through {@link VolumeFile}, which an {@link UnlockKey} turns into {@link VolumeKeys}; from there
 * come the ciphers of objects and of metadata. Ciphertext and refusals ({@link CofferException})
 * leave; keys never do. Nothing here knows S3, FUSE or a file system. FORMAT.md gives the bytes.
 */
@NullMarked
package io.cofferfs.crypto;

import org.jspecify.annotations.NullMarked;
