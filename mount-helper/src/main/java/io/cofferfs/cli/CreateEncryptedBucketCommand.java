package io.cofferfs.cli;

import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** As the command of this name on ABCI. */
@Command(
    name = "create-encrypted-bucket",
    description = "The same as create-bucket --encrypted, and says what ABCI's command says.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CreateEncryptedBucketCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "s3://BUCKET", description = "The bucket to make.")
  private S3Location location;

  @Option(
      names = "--flavor",
      paramLabel = "auto|s3|scality",
      description = "The way to do it that the server knows (auto: found out).")
  private BucketFlavor flavor = BucketFlavor.AUTO;

  CreateEncryptedBucketCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    new BucketMaker(context, connection, location)
        .makeEncrypted(flavor, StoredEncryption.of("AES256", Optional.empty()));
    context.out().println("create-encrypted-bucket Success.");
  }
}
