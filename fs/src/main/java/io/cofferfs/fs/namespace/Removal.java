package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ObjectVersion;
import io.cofferfs.fs.volume.FilePath;

/** The removal of a name, and the object that has to go for it. */
record Removal(FilePath path, ObjectVersion object) {}
