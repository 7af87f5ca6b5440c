package io.cofferfs.fs.volume;

import io.cofferfs.crypto.FileMetadata;
import java.util.Optional;

/** What an object's headers say of the file. */
public record OpenedAttributes(Optional<FileMetadata> attributes, BodyIdentity body) {}
