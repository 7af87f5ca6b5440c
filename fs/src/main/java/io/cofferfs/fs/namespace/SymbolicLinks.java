package io.cofferfs.fs.namespace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.FileType;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Symbolic links: objects whose content is the path that they lead to, in UTF-8. */
final class SymbolicLinks {
  /** {@code PATH_MAX} without the terminating zero. */
  private static final int MAX_TARGET_BYTES = 4095;

  private static final int ALL_PERMISSIONS = 0777;
  private static final int REMEMBERED_TARGETS = 4096;

  private final Layers layers;
  private final NewFiles newFiles;

  /** By what makes their contents equal, so that a link is read once for each version. */
  private final Cache<Object, String> targets =
      Caffeine.newBuilder().maximumSize(REMEMBERED_TARGETS).executor(Runnable::run).build();

  SymbolicLinks(Layers layers, NewFiles newFiles) {
    this.layers = layers;
    this.newFiles = newFiles;
  }

  /** Whether the body of a link, however it is stored, can have this length. */
  static boolean canBeIn(VolumeCodec codec, long objectLength) {
    return objectLength <= codec.objectLength(MAX_TARGET_BYTES);
  }

  FileEntry create(FilePath path, String target, FileMetadata attributes) throws IOException {
    return newFiles.create(path, encoded(target), asLink(attributes));
  }

  private static byte[] encoded(String target) throws FileException {
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_TARGET_BYTES) {
      throw new FileException(Reason.NAME_TOO_LONG, "a link of " + bytes.length + " bytes");
    }
    return bytes;
  }

  private static FileMetadata asLink(FileMetadata attributes) {
    return attributes.withMode(FileType.SYMBOLIC_LINK.mode(ALL_PERMISSIONS));
  }

  /** The path that a link leads to. */
  String read(FileEntry link) throws IOException {
    FileVersion version = link.version();
    if (!FileType.SYMBOLIC_LINK.matches(version.attributes().mode())) {
      throw new FileException(Reason.INVALID_ARGUMENT, "not a symbolic link");
    }
    if (version.length() > MAX_TARGET_BYTES) {
      throw new FileException(Reason.DAMAGED, "a link of " + version.length() + " bytes");
    }
    Optional<String> remembered = Optional.ofNullable(targets.getIfPresent(version.contentKey()));
    return remembered.isPresent() ? remembered.get() : fetch(link);
  }

  private String fetch(FileEntry link) throws IOException {
    FileVersion version = link.version();
    try (ObjectBody body =
        layers.store().get(version.key(), Optional.empty(), Optional.of(version.etag()))) {
      byte[] object = body.stream().readNBytes((int) version.objectLength() + 1);
      byte[] content = WholeBody.open(layers.codec(), version.body(), object);
      String target = new String(content, StandardCharsets.UTF_8);
      targets.put(version.contentKey(), target);
      return target;
    } catch (ObjectStoreException e) {
      layers.known().forget(link.path());
      if (e.reason() == ObjectStoreException.Reason.PRECONDITION_FAILED) {
        throw new FileException(Reason.STALE, "another writer has changed the link", e);
      }
      throw e;
    }
  }
}
