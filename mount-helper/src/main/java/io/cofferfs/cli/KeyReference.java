package io.cofferfs.cli;

import java.util.regex.Pattern;

/** Shell commands that read a key from where it is kept, so that it stands in no command itself. */
final class KeyReference {
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private KeyReference() {}

  /** What awk is to read: arguments behind it, or a command in front, ending in a pipe. */
  static String reading(SecretSource source) throws CliException {
    if (source instanceof SecretSource.InFile file) {
      return "< " + ShellWord.quote(file.path().toAbsolutePath().toString());
    }
    if (source instanceof SecretSource.InCredential credential) {
      return "< \"$CREDENTIALS_DIRECTORY\"/" + ShellWord.quote(credential.name());
    }
    if (source instanceof SecretSource.InEnvironment variable
        && VARIABLE.matcher(variable.name()).matches()) {
      return "printf '%s\\n' \"$" + variable.name() + "\" | ";
    }
    throw CliException.usage(
        "a command cannot refer to " + SecretReader.describe(source) + "; give the path of a file");
  }

  /**
   * A command that prints the header with a key.
   *
   * @param number of the key, from 1
   */
  static String header(String reading, int number) {
    // The Nth line that is a key, in base64 as headers want it; keys may be in hex, too.
    String awk =
        "awk '{sub(/\\r$/, \"\")} !/^[ \\t]*(#|$)/ && ++n == "
            + number
            + " {if (length($1) == 64) print $1 |"
            + " \"tr a-f A-F | basenc -d --base16 | base64\"; else print $1}'";
    String key = reading.startsWith("<") ? awk + ' ' + reading : reading + awk;
    return "{ printf 'x-amz-server-side-encryption-customer-key: '; " + key + "; }";
  }
}
