package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Commitment;
import java.io.IOException;
import java.util.Arrays;

/** Fetches the keys to objects of the S3 Encryption Client that the options name. */
final class S3ecUnlock {
  private final CommandContext context;
  private final Commitment commitment;

  S3ecUnlock(CommandContext context, Commitment commitment) {
    this.context = context;
    this.commitment = commitment;
  }

  /** The keys, which the caller closes. */
  S3ecKeys keys(UnlockOptions options) throws IOException, CliException {
    boolean both = options.keyFile().isPresent() && options.identityFile().isPresent();
    if (options.keyFile().isPresent() && !both) {
      return S3ecKeys.ofAes(
          context.secrets().keys(options.keyFile().get()), commitment, context.random());
    }
    if (options.identityFile().isPresent() && !both) {
      return rsa(options.identityFile().get());
    }
    throw CliException.usage("--cse s3ec needs one of --key-file and --identity-file");
  }

  private S3ecKeys rsa(SecretSource source) throws IOException, CliException {
    byte[] pem = context.secrets().pem(source);
    try {
      return S3ecKeys.ofRsa(pem, commitment, context.random());
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.DENIED, SecretReader.describe(source) + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }
}
