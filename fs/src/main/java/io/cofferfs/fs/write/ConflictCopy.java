package io.cofferfs.fs.write;

import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;

/** Bytes that lost a race, where they are kept. */
public record ConflictCopy(FilePath path, FileVersion version) {}
