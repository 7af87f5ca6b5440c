package io.cofferfs.fs.bulk;

/**
 * An object that somebody should hear of.
 *
 * @param path in the volume, for the user's eyes and never for a log
 * @param detail what exactly was found; empty where the outcome says it all
 */
public record Finding(String path, Outcome outcome, String detail) {}
