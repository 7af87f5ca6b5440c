package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;

/** Makes files whose content is small and known at once: symbolic links, FIFOs, devices. */
final class NewFiles {
  private final Layers layers;
  private final Directories directories;
  private final NewObjects newObjects;

  NewFiles(Layers layers, Directories directories, NewObjects newObjects) {
    this.layers = layers;
    this.directories = directories;
    this.newObjects = newObjects;
  }

  /** Makes the file; {@code ALREADY_EXISTS} if anything has the name. */
  FileEntry create(FilePath path, byte[] content, FileMetadata attributes) throws IOException {
    directories.requireAbsent(path);
    WholeBody body = WholeBody.seal(layers.codec(), content);
    String key = layers.keys().fileKey(path);
    try {
      ETag etag = newObjects.create(new Place(key, path.value()), body, attributes);
      FileVersion version =
          new FileVersion(
              key, etag, body.contentLength(), body.objectLength(), attributes, body.identity());
      FileEntry made = new FileEntry(path, version);
      layers.known().present(made);
      return made;
    } catch (IOException e) {
      layers.known().forget(path);
      throw e;
    }
  }
}
