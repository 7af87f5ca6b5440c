package io.cofferfs.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a command gets from the process it runs in.
 *
 * @param out what was asked for; may be binary
 * @param err for people
 * @param terminal looked for when a passphrase has to be asked for
 * @param uid of the caller
 * @param gid of the caller
 */
record CommandContext(
    Environment environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Supplier<Optional<Terminal>> terminal,
    StoreFactory stores,
    KmsFactory kms,
    SecureRandom random,
    Clock clock,
    long uid,
    long gid) {

  SecretReader secrets() {
    return new SecretReader(environment, uid);
  }

  /** Tells the user something that is neither a result nor an error. */
  void note(String text) {
    err.println("cofferfs: " + text);
  }
}
