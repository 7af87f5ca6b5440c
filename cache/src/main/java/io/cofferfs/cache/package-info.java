/**
 * Blocks of content in memory, each loaded once however many readers want it. Enter through {@link
 * BlockCache}; what goes in are blocks that their loader has verified, what leaves are the same
 * arrays, not to be changed. Nothing here knows where blocks come from.
 */
@NullMarked
package io.cofferfs.cache;

import org.jspecify.annotations.NullMarked;
