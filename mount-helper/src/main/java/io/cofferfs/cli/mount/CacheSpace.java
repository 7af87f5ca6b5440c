package io.cofferfs.cli.mount;

import java.nio.file.Path;

/**
 * A local directory for contents that memory has no room for.
 *
 * @param maxBytes bound on what they take
 */
public record CacheSpace(Path directory, long maxBytes) {}
