package io.cofferfs.fs.namespace;

/**
 * Where an object stands.
 *
 * @param key in the bucket
 * @param path that its headers are bound to: the volume-relative key
 */
record Place(String key, String path) {}
