package io.cofferfs.cli;

import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;

/** What the commands that make buckets have in common: the connections. */
final class BucketMaker {
  private final CommandContext context;
  private final ConnectionOptions options;
  private final S3Location location;

  BucketMaker(CommandContext context, ConnectionOptions options, S3Location location)
      throws CliException {
    if (!location.trimmedPath().isEmpty()) {
      throw CliException.usage("a bucket has no path: write s3://" + location.bucket());
    }
    this.context = context;
    this.options = options;
    this.location = location;
  }

  /** The default encryption of a bucket that this choice stands for. */
  static StoredEncryption encryption(SseChoice choice) throws CliException {
    return switch (choice.kind()) {
      case S3 -> StoredEncryption.of("AES256", choice.kmsKeyId());
      case KMS -> StoredEncryption.of("aws:kms", choice.kmsKeyId());
      default -> throw CliException.usage("a bucket is encrypted with --sse s3 or kms[:ID]");
    };
  }

  void make() throws IOException, CliException {
    with(
        bucket -> {
          bucket.make();
          return location;
        });
  }

  NewBucket.Verified makeEncrypted(BucketFlavor flavor, StoredEncryption wanted)
      throws IOException, CliException {
    return with(bucket -> bucket.makeEncrypted(flavor, wanted));
  }

  private interface Task<T> {
    T run(NewBucket bucket) throws IOException, CliException;
  }

  private <T> T with(Task<T> task) throws IOException, CliException {
    Connection connection = options.connection(location.bucket(), context.environment());
    try (Bucket bucket = context.stores().openBucket(connection);
        ObjectStore store =
            context.stores().open(connection, new ServerSideEncryption.BucketDefault())) {
      return task.run(new NewBucket(bucket, store, location));
    }
  }
}
