package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.IllegalBlockSizeException;
import org.cryptomator.siv.SivMode;
import org.cryptomator.siv.UnauthenticCiphertextException;

/**
 * Hides the names of a volume: each component of a path is sealed by itself, with the plaintext
 * path of its directory as associated data. The same name in the same directory is always sealed
 * alike, so that it can be found; in another directory it looks different. Thread-safe; it works
 * until the {@link VolumeKeys} it comes from are closed.
 *
 * <pre>
 * base64url( AES-SIV( name, AD = path of the directory ) ), without padding
 * </pre>
 */
public final class NameCipher {
  /** The longest name, in bytes: Linux has no longer ones. */
  public static final int MAX_NAME_BYTES = 255;

  /** The longest key that S3 stores, in bytes; the volume's own prefix counts too. */
  public static final int MAX_KEY_BYTES = 1024;

  private static final int SIV_BYTES = 16;
  private static final byte SLASH = '/';

  private final SecretBytes key;
  private final SivMode siv = new SivMode();

  /** {@code key}: 64 bytes, of which the first half authenticates; stays its owner's to close. */
  NameCipher(SecretBytes key) {
    this.key = key;
  }

  /** How many characters a name of so many bytes is sealed in. */
  public static int sealedLength(int nameBytes) {
    return (4 * (SIV_BYTES + nameBytes) + 2) / 3;
  }

  /**
   * Seals a name.
   *
   * @param parentPath of the directory: components joined by {@code /}, without one at either end;
   *     empty for the volume's root
   * @return 23 to 362 characters of {@code A-Z a-z 0-9 - _}
   * @throws CofferException {@code NAME_TOO_LONG} above {@link #MAX_NAME_BYTES} bytes of UTF-8
   * @throws IllegalArgumentException if it is no name: empty, {@code .}, {@code ..}, with {@code /}
   *     or NUL, or without UTF-8 form
   */
  public String seal(String parentPath, String name) throws CofferException {
    return seal(Utf8.encode(parentPath), Utf8.encode(name));
  }

  /** As the other method, of names that need not be UTF-8. */
  public String seal(byte[] parentPath, byte[] name) throws CofferException {
    if (name.length > MAX_NAME_BYTES) {
      throw tooLong(name.length + " bytes are too long for a name");
    }
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name");
    }
    byte[] sealed =
        key.expose(bytes -> siv.encrypt(encryptionKey(bytes), macKey(bytes), name, parentPath));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /**
   * Opens a name.
   *
   * @param parentPath plaintext, as for {@link #seal}
   * @throws CofferException {@code MALFORMED} if no name is sealed like this, or a name that is not
   *     UTF-8; {@code NOT_BOUND} if it was altered or sealed for another directory or volume
   */
  public String open(String parentPath, String sealedName) throws CofferException {
    byte[] name = open(Utf8.encode(parentPath), sealedName);
    try {
      return Utf8.decode(name);
    } catch (IllegalArgumentException e) {
      throw malformed("a sealed name that is not UTF-8");
    }
  }

  /** As the other method, of names that need not be UTF-8. */
  public byte[] open(byte[] parentPath, String sealedName) throws CofferException {
    byte[] sealed = decode(sealedName);
    byte[] name = key.expose(bytes -> decrypt(bytes, sealed, parentPath));
    if (name.length == 0) {
      throw new CofferException(
          Reason.NOT_BOUND, "sealed name altered, or of another directory or volume");
    }
    if (!isName(name)) {
      throw malformed("sealed what is no name");
    }
    return name;
  }

  /** No name has no bytes, so none are the answer to a wrong tag. */
  private byte[] decrypt(byte[] bytes, byte[] sealed, byte[] parentPath) {
    try {
      return siv.decrypt(encryptionKey(bytes), macKey(bytes), sealed, parentPath);
    } catch (UnauthenticCiphertextException | IllegalBlockSizeException e) {
      return new byte[0];
    }
  }

  private static byte[] decode(String sealedName) throws CofferException {
    int length = sealedName.length();
    if (length < sealedLength(1) || length > sealedLength(MAX_NAME_BYTES)) {
      throw malformed("a sealed name of " + length + " characters");
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(sealedName);
      // The decoder forgives padding and stray bits: one name must have one spelling.
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(sealed).equals(sealedName)) {
        return sealed;
      }
    } catch (IllegalArgumentException e) {
      throw malformed("a sealed name that is not base64url");
    }
    throw malformed("a sealed name that is not canonical base64url");
  }

  /**
   * Seals every component of a path. A slash at the end stays, as keys of directories have it.
   *
   * @throws CofferException {@code NAME_TOO_LONG} if a name is, or if the result has more than
   *     {@link #MAX_KEY_BYTES} characters
   */
  public String sealPath(String path) throws CofferException {
    StringBuilder sealed = new StringBuilder();
    int start = 0;
    while (start < path.length()) {
      int end = endOfComponent(path, start);
      String parent = start == 0 ? "" : path.substring(0, start - 1);
      sealed.append(seal(parent, path.substring(start, end)));
      sealed.append(end < path.length() ? "/" : "");
      start = end + 1;
    }
    if (sealed.length() > MAX_KEY_BYTES) {
      throw tooLong("a path whose key has " + sealed.length() + " bytes");
    }
    return sealed.toString();
  }

  /**
   * Opens every component of a path; the inverse of {@link #sealPath}.
   *
   * @throws CofferException as {@link #open(String, String)}
   */
  public String openPath(String sealedPath) throws CofferException {
    StringBuilder path = new StringBuilder();
    int start = 0;
    while (start < sealedPath.length()) {
      int end = endOfComponent(sealedPath, start);
      String parent = start == 0 ? "" : path.substring(0, path.length() - 1);
      path.append(open(parent, sealedPath.substring(start, end)));
      path.append(end < sealedPath.length() ? "/" : "");
      start = end + 1;
    }
    return path.toString();
  }

  private static int endOfComponent(String path, int start) {
    int slash = path.indexOf(SLASH, start);
    return slash < 0 ? path.length() : slash;
  }

  private static byte[] macKey(byte[] key) {
    return Arrays.copyOf(key, AesKey.LENGTH);
  }

  private static byte[] encryptionKey(byte[] key) {
    return Arrays.copyOfRange(key, AesKey.LENGTH, 2 * AesKey.LENGTH);
  }

  private static boolean isName(byte[] name) {
    boolean dots = (name.length == 1 || name.length == 2) && name[0] == '.';
    if (name.length == 0 || (dots && name[name.length - 1] == '.')) {
      return false;
    }
    for (byte character : name) {
      if (character == SLASH || character == 0) {
        return false;
      }
    }
    return true;
  }

  private static CofferException tooLong(String what) {
    return new CofferException(Reason.NAME_TOO_LONG, what);
  }

  private static CofferException malformed(String what) {
    return new CofferException(Reason.MALFORMED, what);
  }
}
