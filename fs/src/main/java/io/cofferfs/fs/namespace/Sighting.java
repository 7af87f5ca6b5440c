package io.cofferfs.fs.namespace;

/**
 * What the volume said of a path, and when.
 *
 * @param seenAt in milliseconds, when the request was made that has told it
 */
record Sighting(Answer answer, long seenAt) {}
