/**
 * A volume: how paths are keys, and how files are objects. Enter through {@link VolumeCodec} and
 * {@link FilePath}; what leaves are sealed bodies and headers for the object store, and opened ones
 * for the layers above.
 */
@NullMarked
package io.cofferfs.fs.volume;

import org.jspecify.annotations.NullMarked;
