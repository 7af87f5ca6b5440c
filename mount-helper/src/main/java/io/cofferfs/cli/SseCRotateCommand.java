package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.bulk.Rotation;
import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyRotation;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives every object under a prefix another customer key. */
@Command(
    name = "rotate",
    description = {
      "Give every object under a prefix another customer key, on the server where it can. Can be",
      "interrupted and run again: at any time every object opens with the old key or the new one."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SseCRotateCommand extends Subcommand {
  @Mixin private ConnectionOptions connection;
  @Mixin private BulkOptions bulk;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "KEY",
      description = "The keys that objects may be under now; the same sources as --key-file.")
  private SecretSource from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "KEY",
      description = "The key that they get: the first one there.")
  private SecretSource to;

  @Option(names = "--dry-run", description = "Only count what is to be done.")
  private boolean dryRun;

  @Parameters(paramLabel = "s3://BUCKET[/PREFIX]", description = "What to re-key.")
  private S3Location location;

  SseCRotateCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    BulkJob job = new BulkJob(this, bulk, Map.of("command", "sse-c rotate"));
    List<CustomerKey> wanted = keys(to);
    List<CustomerKey> all = new ArrayList<>(wanted);
    all.addAll(keys(from));
    try (ObjectStore store = open(all);
        ObjectStore rotated = open(wanted.subList(0, 1))) {
      CustomerKeyRotation rotation =
          store
              .customerKeyRotation()
              .orElseThrow(
                  () -> new CliException(ExitCode.FAILED, "this store has no customer keys"));
      FilePath path = new FilePath(location.trimmedPath());
      Rotation task = new Rotation(new CustomerKeyRekeying(rotation, rotated), dryRun);
      job.run(Scope.ofObjects(store, path), workers -> task);
      job.requireObjects(location);
    }
  }

  private List<CustomerKey> keys(SecretSource source) throws IOException, CliException {
    List<SecretBytes> keys = context.secrets().keys(source);
    return keys.stream().map(CustomerKey::new).toList();
  }

  private ObjectStore open(List<CustomerKey> keys) throws IOException, CliException {
    return context
        .stores()
        .open(
            connection.connection(location.bucket(), context.environment()),
            new ServerSideEncryption.CustomerKeys(CustomerKeyring.of(keys)));
  }
}
