package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.volume.BodyIdentity;
import java.util.Optional;

/** What the file system tells of a stored file, as extended attributes that are only read. */
final class OwnAttributes {
  private OwnAttributes() {}

  /** Empty if there is no such attribute, or nothing to say. */
  static Optional<String> find(Entry entry, String name) {
    if (!(entry instanceof FileEntry file)) {
      return Optional.empty();
    }
    BodyIdentity body = file.version().body();
    return switch (name.substring(ExtendedAttributes.OWN.length())) {
      case "etag" -> Optional.of(file.version().etag().value());
      case "encryption" -> Optional.of(encryption(body));
      case "epoch" ->
          body instanceof BodyIdentity.Bound bound
              ? Optional.of(Integer.toString(bound.epoch()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** As {@code --cse} names it; {@code unbound} is a coffer body without its metadata. */
  private static String encryption(BodyIdentity body) {
    if (body instanceof BodyIdentity.Bound) {
      return "coffer";
    }
    if (body instanceof BodyIdentity.Unbound) {
      return "unbound";
    }
    if (body instanceof BodyIdentity.Enveloped) {
      return "s3ec";
    }
    return body instanceof BodyIdentity.Locked ? "locked" : "none";
  }
}
