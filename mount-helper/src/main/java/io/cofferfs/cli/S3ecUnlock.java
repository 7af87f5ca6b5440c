package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.s3.Connection;
import java.io.IOException;
import java.util.Arrays;

/** Fetches the keys to objects of the S3 Encryption Client that the options name. */
final class S3ecUnlock {
  private final CommandContext context;
  private final UnlockOptions options;
  private final KeySources sources;

  /**
   * @param connection of the command, for key services
   */
  S3ecUnlock(CommandContext context, UnlockOptions options, Connection connection)
      throws CliException {
    this.context = context;
    this.options = options;
    this.sources = options.sources(context, connection);
  }

  /** The keys, which the caller closes. */
  S3ecKeys keys(Accepted accepted) throws IOException, CliException {
    options.requireOneSource();
    if (options.keyFile().isPresent()) {
      return S3ecKeys.ofAes(
          context.secrets().keys(options.keyFile().get()), accepted, context.random());
    }
    if (options.identityFile().isPresent()) {
      return rsa(options.identityFile().get(), accepted);
    }
    if (options.kmsKeyId().isPresent()) {
      String name = options.kmsKeyId().get();
      return S3ecKeys.ofKms(sources.dataKeys(name), name, accepted, context.random());
    }
    throw CliException.usage(
        "objects of the S3 Encryption Client need one of --key-file, --identity-file and --kms-key-id");
  }

  private S3ecKeys rsa(SecretSource source, Accepted accepted) throws IOException, CliException {
    byte[] pem = context.secrets().pem(source);
    try {
      return S3ecKeys.ofRsa(pem, accepted, context.random());
    } catch (CofferException e) {
      throw new CliException(
          ExitCode.DENIED, SecretReader.describe(source) + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
  }
}
