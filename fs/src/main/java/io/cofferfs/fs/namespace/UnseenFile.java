package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.FilePath;

/**
 * A regular file of which no more is known than that a listing has told of this version: enough to
 * remove it. No {@link Entry}, so that nobody takes what stands in for its attributes for them.
 *
 * @param object the version that was listed
 * @param standIn what to show in the place of attributes, to who is not going to believe it
 * @param length in bytes
 */
public record UnseenFile(FilePath path, ObjectVersion object, FileMetadata standIn, long length) {}
