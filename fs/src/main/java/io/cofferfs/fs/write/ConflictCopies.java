package io.cofferfs.fs.write;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores what lost a race beside the file: all of it where that can still be had, else the
 * stretches that were written, for the version they were written into is gone. Not thread-safe.
 */
final class ConflictCopies {
  private static final int MAX_NAMES = 100;

  private final Uploads uploads;
  private final CommitRequest lost;
  private final ConflictName name;

  /**
   * @param lost the commit that was refused
   */
  ConflictCopies(Uploads uploads, CommitRequest lost, ConflictName name) {
    this.uploads = uploads;
    this.lost = lost;
    this.name = name;
  }

  /** Bytes of a file that are stored as a file of their own. */
  private record Stretch(long start, long end) {}

  /** What a copy is called under one of several names. */
  private interface Naming {
    FilePath path(ConflictName name) throws FileException;
  }

  /** None if nothing was written; content that is not kept has been refused before. */
  List<ConflictCopy> keep(StagedContent content) throws IOException {
    List<Stretch> written = written(content);
    if (written.isEmpty()) {
      return List.of();
    }
    BaseReader whole = new BaseReader(content);
    try {
      return List.of(store(ConflictName::path, whole, content.length()));
    } catch (FileException e) {
      if (!whole.isGone()) {
        throw e;
      }
    }
    List<ConflictCopy> copies = new ArrayList<>();
    for (Stretch stretch : written) {
      PartSource source = (offset, target) -> content.readWritten(stretch.start() + offset, target);
      copies.add(store(n -> n.from(stretch.start()), source, stretch.end() - stretch.start()));
    }
    return copies;
  }

  /** All content of a stream of which nothing was sent yet. */
  ConflictCopy keep(PartSource source, long length) throws IOException {
    return store(ConflictName::path, source, length);
  }

  /** What differs from the version before; stretches less than a part apart are one. */
  private List<Stretch> written(StagedContent content) {
    List<Stretch> stretches = new ArrayList<>();
    Changes changes = content.changes();
    long start = changes.nextChanged(0);
    while (start < content.length()) {
      long end = Math.min(content.length(), changes.nextCommon(start));
      long next = end < content.length() ? changes.nextChanged(end) : end;
      while (next < content.length() && next - end < uploads.partBytes()) {
        end = Math.min(content.length(), changes.nextCommon(next));
        next = end < content.length() ? changes.nextChanged(end) : end;
      }
      stretches.add(new Stretch(start, end));
      start = next;
    }
    return stretches;
  }

  private ConflictCopy store(Naming naming, PartSource source, long length) throws IOException {
    FilePath path = naming.path(name);
    for (int number = 2; ; number++) {
      try {
        return new ConflictCopy(path, store(path, source, length));
      } catch (FileException e) {
        boolean taken = e.reason() == Reason.STALE && !isGone(source);
        if (!taken || number > MAX_NAMES) {
          throw e;
        }
        path = naming.path(name.numbered(number));
      }
    }
  }

  private FileVersion store(FilePath path, PartSource source, long length) throws IOException {
    Committer committer = new Committer(uploads);
    CommitRequest request =
        new CommitRequest(
            path, lost.attributes(), /* mtimeExplicit= */ true, Precondition.ifAbsent());
    return length <= uploads.partBytes()
        ? committer.put(request, source, (int) length)
        : committer.upload(request, source, length);
  }

  private static boolean isGone(PartSource source) {
    return source instanceof BaseReader reader && reader.isGone();
  }

  /** All of the content; notes whether the version below it is gone. */
  private static final class BaseReader implements PartSource {
    private final StagedContent content;
    private boolean gone;

    BaseReader(StagedContent content) {
      this.content = content;
    }

    boolean isGone() {
      return gone;
    }

    @Override
    public void readPart(long offset, ByteBuffer target) throws IOException {
      try {
        content.readPart(offset, target);
      } catch (FileException e) {
        gone = e.reason() == Reason.STALE;
        throw e;
      }
    }
  }
}
