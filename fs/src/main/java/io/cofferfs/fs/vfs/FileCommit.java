package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.CommitRequest;
import io.cofferfs.fs.write.FileWriter;
import java.io.IOException;
import java.util.Optional;

/**
 * Brings an open file into the bucket, once. Where another writer was faster, what was written is
 * in another place by the time that {@link Overtaken} says so.
 */
final class FileCommit {
  private final OpenFile.Layers layers;
  private final CommitRequest request;

  /** The name is another writer's. */
  static final class Overtaken extends IOException {
    private static final long serialVersionUID = 1L;

    Overtaken(IOException because) {
      super("another writer was faster", because);
    }
  }

  FileCommit(OpenFile.Layers layers, CommitRequest request) {
    this.layers = layers;
    this.request = request;
  }

  /**
   * Of a file whose content is as stored. What other tools have written into the object's headers
   * stays in them. Empty if no file has come of it.
   */
  Optional<FileVersion> ofAttributes(FileVersion stored) throws IOException {
    if (request.isSatisfiedBy(stored.attributes())) {
      return Optional.of(stored);
    }
    FileEntry before = new FileEntry(request.path(), stored);
    try {
      return layers.namespace().changeAttributes(before, request.attributes())
              instanceof FileEntry changed
          ? Optional.of(changed.version())
          : Optional.empty();
    } catch (IOException e) {
      throw Conflicts.isOfAnother(e) ? new Overtaken(e) : e;
    }
  }

  FileVersion ofContent(FileWriter writer) throws IOException {
    try {
      return writer.commit(request);
    } catch (IOException e) {
      if (Errno.of(e) != Errno.ESTALE) {
        throw e;
      }
      Optional<FileVersion> made = layers.conflicts().resolve(writer, request);
      if (made.isPresent()) {
        return made.get();
      }
      throw new Overtaken(e);
    }
  }
}
