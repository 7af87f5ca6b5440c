package io.cofferfs.fs.volume;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.NameCipher;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import java.util.Optional;

/**
 * Names sealed one by one, each for the directory it is in: so a key has as many parts as its path,
 * and a part that was moved to another directory is no name there.
 */
public final class EncryptedNames implements NameMapping {
  /** A walk is in a few directories at a time; a path and its key take a kilobyte or two. */
  private static final int REMEMBERED_DIRECTORIES = 512;

  private final NameCipher cipher;
  private final Remembered<String, String> keysByPath = new Remembered<>(REMEMBERED_DIRECTORIES);
  private final Remembered<String, String> pathsByKey = new Remembered<>(REMEMBERED_DIRECTORIES);

  /** Names under the keys of this cipher, which stay the caller's to close. */
  public EncryptedNames(NameCipher cipher) {
    this.cipher = cipher;
  }

  @Override
  public String key(String path) throws FileException {
    if (isReserved(path)) {
      return path;
    }
    String directory = directory(path);
    String name = path.substring(directory.length());
    String key = directoryKey(directory);
    return name.isEmpty() ? key : key + part(directory, name);
  }

  private String directoryKey(String directory) throws FileException {
    if (directory.isEmpty()) {
      return "";
    }
    Optional<String> remembered = keysByPath.get(directory);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    String key = key(withoutSlash(directory)) + '/';
    keysByPath.put(directory, key);
    return key;
  }

  @Override
  public String part(String directory, String name) throws FileException {
    try {
      return cipher.seal(parentPath(directory), name);
    } catch (CofferException e) {
      throw new FileException(Reason.NAME_TOO_LONG, "a name too long to be sealed", e);
    }
  }

  @Override
  public Optional<String> name(String directory, String part) {
    try {
      return Optional.of(cipher.open(parentPath(directory), part)).filter(FilePath::isName);
    } catch (CofferException e) {
      return Optional.empty(); // Nobody with the volume's keys has made it, or not for here.
    }
  }

  @Override
  public KeyPath read(String key) {
    if (isReserved(key)) {
      return new KeyPath(key, "");
    }
    String directoryKey = directory(key);
    KeyPath directory = readDirectory(directoryKey);
    String part = key.substring(directoryKey.length());
    if (part.isEmpty() || !directory.isNamed()) {
      return new KeyPath(directory.path(), directory.foreign() + part);
    }
    return name(directory.path(), part)
        .map(name -> new KeyPath(directory.path() + name, ""))
        .orElseGet(() -> new KeyPath(directory.path(), part));
  }

  private KeyPath readDirectory(String key) {
    if (key.isEmpty()) {
      return new KeyPath("", "");
    }
    Optional<String> remembered = pathsByKey.get(key);
    if (remembered.isPresent()) {
      return new KeyPath(remembered.get(), "");
    }
    KeyPath found = read(withoutSlash(key));
    if (!found.isNamed() || found.path().isEmpty() || found.path().endsWith("/")) {
      return new KeyPath(found.path(), found.foreign() + '/');
    }
    pathsByKey.put(key, found.path() + '/');
    return new KeyPath(found.path() + '/', "");
  }

  /** The volume's own objects are found without its keys. No sealed name begins with a dot. */
  private static boolean isReserved(String path) {
    return path.startsWith(FilePath.RESERVED_NAME + '/');
  }

  /** All up to the last slash, and with it. */
  private static String directory(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static String withoutSlash(String directory) {
    return directory.substring(0, directory.length() - 1);
  }

  /** The form that names are bound to, which has no slash at its end. */
  private static String parentPath(String directory) {
    return directory.isEmpty() ? directory : withoutSlash(directory);
  }
}
