package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets SSE-C be used in a bucket that blocks it, and leaves the rest of its rule as it is. */
@Command(
    name = "allow-sse-c",
    description = {
      "Let SSE-C be used in a bucket: AWS blocks it in new ones since April 2026.",
      "Keeps the bucket's default encryption. Asks first."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AllowSseCCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "s3://BUCKET", description = "The bucket.")
  private S3Location location;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  AllowSseCCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    if (!location.trimmedPath().isEmpty()) {
      throw CliException.usage("the rule is of a whole bucket: write s3://" + location.bucket());
    }
    try (Bucket bucket =
        context
            .stores()
            .openBucket(connection.connection(location.bucket(), context.environment()))) {
      EncryptionRule before = rule(bucket);
      if (before.allowsCustomerKeys()) {
        context.out().println("SSE-C is allowed in " + location + " already");
        return;
      }
      requireConsent(before);
      EncryptionRule wanted = before.withCustomerKeys();
      bucket.setEncryption(wanted);
      EncryptionRule now = rule(bucket);
      verify(now, wanted);
      context
          .out()
          .println(
              now.allowsCustomerKeys()
                  ? "SSE-C is allowed in " + location
                  : "the server took the rule, but does not tell whether SSE-C is allowed now; 'cofferfs"
                      + " doctor --probe' tries it");
    }
  }

  private static EncryptionRule rule(Bucket bucket) throws IOException {
    return bucket
        .encryption()
        .orElse(new EncryptionRule(Optional.empty(), /* bucketKey= */ false, Optional.empty()));
  }

  private void requireConsent(EncryptionRule rule) throws IOException, CliException {
    if (yes) {
      return;
    }
    Terminal terminal =
        context
            .terminal()
            .get()
            .orElseThrow(() -> CliException.usage("no terminal to ask on; --yes does not ask"));
    String byDefault = rule.byDefault().map(StoredEncryption::toString).orElse("none");
    boolean agreed =
        terminal.confirm(
            "Let everyone who may write to "
                + location
                + " encrypt with keys that the bucket's owner does not have? Its default encryption ("
                + byDefault
                + ") stays.");
    if (!agreed) {
      throw new CliException(ExitCode.FAILED, "nothing was done");
    }
  }

  /** Servers that do not know this part of the rule may take it and drop it. */
  private void verify(EncryptionRule now, EncryptionRule wanted) throws CliException {
    if (!now.byDefault().equals(wanted.byDefault()) || now.bucketKey() != wanted.bucketKey()) {
      throw new CliException(
          ExitCode.INTEGRITY,
          "the server took the rule, but tells another default encryption now; look at it with"
              + " 'cofferfs inspect "
              + location
              + "'");
    }
    if (now.blocksCustomerKeys()) {
      throw new CliException(ExitCode.FAILED, "the server took the rule, and blocks SSE-C still");
    }
  }
}
