package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Xattrs;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.Namespace;
import java.util.List;

/**
 * The extended attributes that programs see: the namespace {@code user}, without what is the file
 * system's own.
 */
final class ExtendedAttributes {
  /** What the file system tells of itself: never stored, never listed, so that no copy has it. */
  static final String OWN = "user.cofferfs.";

  private static final String NAMESPACE = "user.";

  private final Namespace namespace;

  ExtendedAttributes(Namespace namespace) {
    this.namespace = namespace;
  }

  static List<String> names(FileMetadata attributes) {
    return attributes.xattrs().names().stream()
        .filter(name -> name.startsWith(NAMESPACE) && !name.startsWith(OWN))
        .toList();
  }

  static byte[] get(FileMetadata attributes, String name) throws FileException {
    requireNamespace(name);
    return attributes.xattrs().get(name).orElseThrow(ExtendedAttributes::missing);
  }

  AttributeEdit set(String name, byte[] value, XattrMode mode) throws FileException {
    requireChangeable(name);
    return (attributes, now) -> {
      requireFor(mode, attributes.xattrs().names().contains(name));
      return requireRoom(attributes, name, value);
    };
  }

  private static void requireFor(XattrMode mode, boolean exists) throws FileException {
    if (mode == XattrMode.CREATE && exists) {
      throw new FileException(Reason.ALREADY_EXISTS, "the extended attribute exists");
    }
    if (mode == XattrMode.REPLACE && !exists) {
      throw missing();
    }
  }

  private FileMetadata requireRoom(FileMetadata attributes, String name, byte[] value)
      throws FileException {
    Xattrs others = attributes.xattrs().without(name);
    if (others.encodedLengthWith(name, value) <= Xattrs.MAX_ENCODED_LENGTH) {
      FileMetadata changed = attributes.withXattrs(others.with(name, value));
      if (namespace.canKeep(changed)) {
        return changed;
      }
    }
    throw new FileException(
        Reason.NO_SPACE, "a value of " + value.length + " bytes does not fit what S3 keeps");
  }

  static AttributeEdit remove(String name) throws FileException {
    requireChangeable(name);
    return (attributes, now) -> {
      if (!attributes.xattrs().names().contains(name)) {
        throw missing();
      }
      return attributes.withXattrs(attributes.xattrs().without(name));
    };
  }

  private static void requireChangeable(String name) throws FileException {
    requireNamespace(name);
    if (name.startsWith(OWN)) {
      throw new FileException(Reason.NOT_PERMITTED, "the attribute is the file system's own");
    }
  }

  private static void requireNamespace(String name) throws FileException {
    if (!name.startsWith(NAMESPACE)) {
      throw new FileException(Reason.UNSUPPORTED, "extended attributes are user.* only");
    }
  }

  static FileException missing() {
    return new FileException(Reason.NO_ATTRIBUTE, "no such extended attribute");
  }
}
