package io.cofferfs.fs.vfs;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.write.CommitRequest;
import io.cofferfs.fs.write.ConflictCopy;
import io.cofferfs.fs.write.ConflictName;
import io.cofferfs.fs.write.FileWriter;
import io.cofferfs.fs.write.FileWriters;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a file whose name another writer was faster to take: its bytes are kept beside
 * it, and nothing of theirs is lost. The log names objects by their keys, which show no name where
 * names are encrypted.
 */
final class Conflicts {
  private static final Logger LOG = LoggerFactory.getLogger(Conflicts.class);

  /** How often those who take the name meanwhile are given way. */
  private static final int ATTEMPTS = 8;

  private final Namespace namespace;
  private final OpenFiles openFiles;
  private final FileWriters writers;

  Conflicts(Namespace namespace, OpenFiles openFiles, FileWriters writers) {
    this.namespace = namespace;
    this.openFiles = openFiles;
    this.writers = writers;
  }

  /** Whether a change of an object was refused because it is not the one that was opened. */
  static boolean isOfAnother(IOException failure) {
    if (failure instanceof ObjectStoreException store) {
      return store.reason() == ObjectStoreException.Reason.NOT_FOUND
          || store.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED;
    }
    return failure instanceof FileException file && file.reason() == Reason.STALE;
  }

  /**
   * Keeps what a file has not committed under another name. In one case it gets its own name after
   * all: then that is its version.
   *
   * @param refused the commit, which was refused as stale
   */
  Optional<FileVersion> resolve(FileWriter writer, CommitRequest refused) throws IOException {
    if (!writer.canKeepAside()) {
      return Optional.of(keepOther(writer, refused));
    }
    List<ConflictCopy> copies = writer.keepAside(refused, writers.conflictName(refused.path()));
    for (ConflictCopy copy : copies) {
      namespace.committed(copy.path(), copy.version());
      LOG.warn(
          "another writer was faster: {} bytes that were to be {} are kept as {}",
          copy.version().length(),
          namespace.key(refused.path()),
          copy.version().key());
    }
    return Optional.empty();
  }

  /** The name is another's now. */
  void forget(FilePath path, OpenFile file) {
    openFiles.remove(path, file);
    namespace.forget(path);
  }

  /**
   * Sent to the bucket and nowhere else, the bytes can become this one object and no other: so it
   * is the other version that is kept aside, and then replaced.
   */
  private FileVersion keepOther(FileWriter writer, CommitRequest refused) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Optional<ETag> other = copyOther(refused.path());
      try {
        return writer.commit(refused.withPrecondition(Precondition.unchangedSince(other)));
      } catch (FileException e) {
        if (e.reason() != Reason.STALE || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Optional<ETag> copyOther(FilePath path) throws IOException {
    Optional<FileEntry> other = find(path);
    if (other.isPresent()) {
      FileEntry copy = namespace.copyFile(other.get(), freeName(path));
      LOG.warn(
          "another writer was faster, and this one has no room in staging: what the other has made"
              + " of {}, {} bytes, is kept as {}",
          other.get().version().key(),
          copy.version().length(),
          copy.version().key());
    }
    return other.map(file -> file.version().etag());
  }

  /** Copies replace what is there. */
  private FilePath freeName(FilePath path) throws IOException {
    ConflictName name = writers.conflictName(path);
    FilePath free = name.path();
    for (int number = 2; find(free).isPresent(); number++) {
      free = name.numbered(number).path();
    }
    return free;
  }

  private Optional<FileEntry> find(FilePath path) throws IOException {
    try {
      if (namespace.findFresh(path) instanceof FileEntry file) {
        return Optional.of(file);
      }
      throw new FileException(Reason.STALE, "the name is a directory's by now");
    } catch (FileException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Tells of bytes that nobody is left to commit. */
  void lost(OpenFile file, IOException failure) throws FileException {
    LOG.error(
        "what was written to {} last, of {} bytes, could not be committed and is lost: {}",
        namespace.key(file.path()),
        file.length(),
        failure.getMessage());
  }
}
