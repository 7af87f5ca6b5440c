/**
 * The coffer format: objects, metadata headers, names and the volume file, sealed and opened. Enter
 * through {@link VolumeFile}, which an {@link UnlockKey} turns into {@link VolumeKeys}; from there
 * come the ciphers of objects, of metadata and of names. Slots and epochs are changed through
 * {@link UnlockedVolume}. Ciphertext and refusals ({@link CofferException}) leave; keys never do.
 * Nothing here knows S3, FUSE, a KMS or a file system. FORMAT.md gives the bytes, THREATS.md says
 * what they are good for.
 */
@NullMarked
package io.cofferfs.crypto;

import org.jspecify.annotations.NullMarked;
