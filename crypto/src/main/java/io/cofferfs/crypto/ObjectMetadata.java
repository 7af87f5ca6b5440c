package io.cofferfs.crypto;

/**
 * Opened metadata.
 *
 * @param objectId of the body that belongs to it
 * @param epoch of the volume key that the body is sealed under
 */
public record ObjectMetadata(ObjectId objectId, int epoch, FileMetadata file) {}
