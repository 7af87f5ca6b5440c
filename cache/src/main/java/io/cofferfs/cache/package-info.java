/**
 * Blocks of content in memory, each loaded once however many readers want it: enter through {@link
 * BlockCache}; what goes in are blocks that their loader has verified, what leaves are the same
 * arrays, not to be changed. And segments of anything on a local disk: {@link DiskCache}. Nothing
 * here knows where blocks come from, or has a key.
 */
@NullMarked
package io.cofferfs.cache;

import org.jspecify.annotations.NullMarked;
