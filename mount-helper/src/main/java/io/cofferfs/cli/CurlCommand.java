package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** A line for a shell that fetches one object into a file of its name. */
final class CurlCommand {
  private static final String HEADER = "x-amz-server-side-encryption-customer-";

  private final String file;
  private final String start;

  CurlCommand(S3Location object, Optional<Path> caBundle) {
    String path = object.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    // curl and decrypt would take a name that begins with a dash for an option.
    file = ShellWord.quote(name.startsWith("-") ? "./" + name : name);
    start =
        "curl -f -o "
            + file
            + caBundle
                .map(bundle -> " --cacert " + ShellWord.quote(bundle.toAbsolutePath().toString()))
                .orElse("");
  }

  /** The file that the command makes, quoted. */
  String file() {
    return file;
  }

  String plain(URI url) {
    return start + ' ' + ShellWord.quote(url.toString());
  }

  /**
   * With the headers of SSE-C. The one with the key comes to curl through a pipe: arguments can be
   * seen by everyone on a machine.
   *
   * @param keyHeader a command that prints it
   */
  String keyed(URI url, SecretBytes key, String keyHeader) {
    return keyHeader
        + " | "
        + start
        + " -H '"
        + HEADER
        + "algorithm: AES256' -H '"
        + HEADER
        + "key-MD5: "
        + key.expose(CurlCommand::md5)
        + "' -H @- "
        + ShellWord.quote(url.toString());
  }

  private static String md5(byte[] key) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SSE-C needs MD5, which this JVM does not have", e);
    }
  }
}
