package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.KeyFile;
import io.cofferfs.crypto.PrivateIdentity;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Fetches keys and passphrases from where they are kept. Every copy made on the way is zeroed, but
 * for an environment variable's, which the JVM holds as a String.
 */
final class SecretReader {
  // Far above any key file or passphrase: a source of another kind is refused, not read to its end.
  private static final int MAX_BYTES = 64 * 1024;
  private static final int OTHERS_ACCESS = 0077;

  private final Environment environment;
  private final long uid;

  SecretReader(Environment environment, long uid) {
    this.environment = environment;
    this.uid = uid;
  }

  /** The keys of a key file, the write key first. */
  List<SecretBytes> keys(SecretSource source) throws IOException, CliException {
    byte[] text = read(source);
    try {
      return KeyFile.parse(text);
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.DENIED, describe(source) + " is not a key file: " + e.getMessage(), e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** A private key. */
  PrivateIdentity identity(SecretSource source) throws IOException, CliException {
    byte[] text = read(source);
    try {
      return PrivateIdentity.parse(text);
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.DENIED, describe(source) + " is no identity: " + e.getMessage(), e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** The text of a PEM file, which the caller zeroes. */
  byte[] pem(SecretSource source) throws IOException, CliException {
    return read(source);
  }

  /** A passphrase: the bytes of the source without one line end behind them. */
  SecretBytes passphrase(SecretSource source) throws IOException, CliException {
    byte[] text = read(source);
    try {
      int length = text.length;
      length -= length > 0 && text[length - 1] == '\n' ? 1 : 0;
      length -= length > 0 && text[length - 1] == '\r' ? 1 : 0;
      if (length == 0) {
        throw new CliException(ExitCode.DENIED, describe(source) + " holds no passphrase");
      }
      return SecretBytes.take(Arrays.copyOf(text, length));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private byte[] read(SecretSource source) throws IOException, CliException {
    if (source instanceof SecretSource.InEnvironment variable) {
      return variable(variable.name()).getBytes(StandardCharsets.UTF_8);
    }
    if (source instanceof SecretSource.InFile file) {
      requirePrivate(file.path());
    }
    try (InputStream stream = Files.newInputStream(path(source))) {
      byte[] bytes = stream.readNBytes(MAX_BYTES);
      if (bytes.length == MAX_BYTES) {
        Arrays.fill(bytes, (byte) 0);
        throw new CliException(ExitCode.DENIED, describe(source) + " is too long to be a key");
      }
      return bytes;
    } catch (java.nio.file.NoSuchFileException e) {
      throw new CliException(ExitCode.NOT_FOUND, describe(source) + " does not exist", e);
    }
  }

  private String variable(String name) throws CliException {
    return environment
        .get(name)
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.NOT_FOUND, "the environment variable " + name + " is not set"));
  }

  private Path path(SecretSource source) throws CliException {
    if (source instanceof SecretSource.InDescriptor descriptor) {
      return Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
    }
    if (source instanceof SecretSource.InCredential credential) {
      return Path.of(variable("CREDENTIALS_DIRECTORY")).resolve(credential.name());
    }
    return ((SecretSource.InFile) source).path();
  }

  private void requirePrivate(Path file) throws IOException, CliException {
    if (!Files.exists(file)) {
      throw new CliException(ExitCode.NOT_FOUND, "there is no key file " + file);
    }
    int mode = (Integer) Files.getAttribute(file, "unix:mode");
    if ((mode & OTHERS_ACCESS) != 0) {
      throw new CliException(
          ExitCode.DENIED,
          String.format(
              "others have access to %s (mode %04o); run: chmod 600 %s",
              file, mode & 07777, ShellWord.quote(file.toString())));
    }
    long owner = ((Integer) Files.getAttribute(file, "unix:uid")).longValue();
    if (owner != uid) {
      throw new CliException(
          ExitCode.DENIED, file + " belongs to user " + owner + ", not to you (" + uid + ")");
    }
  }

  /** The source as a message names it. */
  static String describe(SecretSource source) {
    if (source instanceof SecretSource.InDescriptor descriptor) {
      return "file descriptor " + descriptor.number();
    }
    if (source instanceof SecretSource.InEnvironment variable) {
      return "the environment variable " + variable.name();
    }
    if (source instanceof SecretSource.InCredential credential) {
      return "the credential " + credential.name();
    }
    return ((SecretSource.InFile) source).path().toString();
  }
}
