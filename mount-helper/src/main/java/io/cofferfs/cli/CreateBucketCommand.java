package io.cofferfs.cli;

import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a bucket, encrypted by the server if that is asked for. */
@Command(
    name = "create-bucket",
    description = {
      "Make a bucket. With --encrypted, one in which the server encrypts everything: what it then",
      "says of the bucket is checked, and the bucket removed again unless that is so."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CreateBucketCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "s3://BUCKET", description = "The bucket to make.")
  private S3Location location;

  @Option(names = "--encrypted", description = "Have the server encrypt what is put there.")
  private boolean encrypted;

  @Option(
      names = "--sse",
      paramLabel = "s3|kms[:ID]",
      description = "With what: the store's own keys, or those of a KMS (s3).")
  private Optional<SseChoice> sse = Optional.empty();

  @Option(
      names = "--flavor",
      paramLabel = "auto|s3|scality",
      description = "The way to do it that the server knows (auto: found out).")
  private Optional<BucketFlavor> flavor = Optional.empty();

  CreateBucketCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    if (!encrypted && (sse.isPresent() || flavor.isPresent())) {
      throw CliException.usage("--sse and --flavor go with --encrypted");
    }
    BucketMaker maker = new BucketMaker(context, connection, location);
    if (!encrypted) {
      maker.make();
      context.out().println("made " + location);
      return;
    }
    NewBucket.Verified verified =
        maker.makeEncrypted(
            flavor.orElse(BucketFlavor.AUTO),
            BucketMaker.encryption(sse.orElse(new SseChoice(SseChoice.Kind.S3, Optional.empty()))));
    context
        .out()
        .printf(
            "made %s, encrypted: %s (verified by %s)%n",
            location, verified.encryption(), verified.evidence());
  }
}
