package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.Entry;
import io.cofferfs.fs.namespace.FileEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.s3.StoredEncryption;
import io.cofferfs.fs.volume.BodyIdentity;
import io.cofferfs.fs.volume.ContentOpener;
import java.io.IOException;
import java.util.Optional;

/**
 * What the file system tells of a stored file, as extended attributes that are only read. What only
 * the server knows costs a request each time.
 */
final class OwnAttributes {
  private final Namespace namespace;
  private final ContentOpener contents;

  OwnAttributes(Namespace namespace, ContentOpener contents) {
    this.namespace = namespace;
    this.contents = contents;
  }

  /** Empty if there is no such attribute, or nothing to say. */
  Optional<String> find(Entry entry, String name) throws IOException {
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
      case "cache" -> Optional.of(contents.cached(file.version()).text());
      case "version-id" -> namespace.keeping(file).versionId();
      case "sse" -> Optional.of(serverSide(file).name());
      case "sse-key-id" -> serverSide(file).kmsKeyId();
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

  private StoredEncryption serverSide(FileEntry file) throws IOException {
    // A server tells nothing of such an object to who has not its key, but that it needs one.
    return file.version().body() instanceof BodyIdentity.Locked
        ? StoredEncryption.CUSTOMER_KEYED
        : namespace.keeping(file).encryption();
  }
}
