package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.StoredEncryption.Kind;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a command with which somebody without credentials can fetch an object for a while. */
@Command(
    name = "presign",
    description = {
      "Print a curl command that fetches an object without credentials, until it expires.",
      "It refers to the key of an SSE-C object, and does not contain it."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PresignCommand extends Subcommand {
  private static final Duration LONGEST = Duration.ofDays(7);

  @Mixin private ConnectionOptions options;

  @Parameters(paramLabel = "s3://BUCKET/KEY", description = "The object, by its key in the bucket.")
  private S3Location location;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "For how long the URL is good: up to 7d (1h).")
  private TimeSpan expires = new TimeSpan(Duration.ofHours(1));

  @Option(
      names = "--sse-c-key-file",
      paramLabel = "KEY",
      description = "Where the key of an SSE-C object is: a file, env:NAME or credential:NAME.")
  private Optional<SecretSource> keySource = Optional.empty();

  PresignCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    checkArguments();
    Connection connection = options.connection(location.bucket(), context.environment());
    if (connection.anonymous()) {
      throw CliException.usage("there is nothing to sign with: --no-sign-request");
    }
    try (Bucket bucket = context.stores().openBucket(connection)) {
      boolean keyed = bucket.encryptionOf(location.path()).kind() == Kind.CUSTOMER_KEY;
      CurlCommand curl = new CurlCommand(location, connection.caBundle());
      String command = keyed ? keyed(bucket, curl) : curl.plain(sign(bucket, Optional.empty()));
      adviseOnVolume(connection, curl);
      context.out().println(command);
    }
  }

  private void checkArguments() throws CliException {
    if (location.namesDirectory()) {
      throw CliException.usage("name one object: s3://BUCKET/KEY");
    }
    if (expires.duration().compareTo(LONGEST) > 0 || expires.duration().toSeconds() < 1) {
      throw CliException.usage("--expires is a time from 1s to 7d");
    }
  }

  private URI sign(Bucket bucket, Optional<SecretBytes> key) throws IOException {
    return bucket.presign(location.path(), expires.duration(), key);
  }

  private String keyed(Bucket bucket, CurlCommand curl) throws IOException, CliException {
    SecretSource source =
        keySource.orElseThrow(
            () ->
                CliException.usage(
                    location
                        + " is under a customer key: say where that is, --sse-c-key-file KEY"));
    String reference = KeyReference.reading(source);
    List<SecretBytes> keys = context.secrets().keys(source);
    try {
      for (int index = 0; index < keys.size(); index++) {
        if (bucket.isUnder(keys.get(index), location.path())) {
          return curl.keyed(
              sign(bucket, Optional.of(keys.get(index))),
              keys.get(index),
              KeyReference.header(reference, /* number= */ index + 1));
        }
      }
    } finally {
      keys.forEach(SecretBytes::close);
    }
    throw new CliException(
        ExitCode.DENIED, "no key in " + SecretReader.describe(source) + " is that of " + location);
  }

  private void adviseOnVolume(Connection connection, CurlCommand curl) throws IOException {
    try (ObjectStore store =
        context.stores().open(connection, new ServerSideEncryption.BucketDefault())) {
      new VolumeLocator(store).find(location).ifPresent(found -> advise(found, curl));
    } catch (ObjectStoreException e) {
      // Who signs need not be allowed to look around; that is no reason not to sign.
      boolean hidden =
          e.reason() == Reason.ACCESS_DENIED || e.reason() == Reason.WRONG_CUSTOMER_KEY;
      if (!hidden) {
        throw e;
      }
    }
  }

  private void advise(Found found, CurlCommand curl) {
    String volumeFile = found.prefix() + FilePath.RESERVED_NAME;
    if (location.path().startsWith(volumeFile)) {
      return;
    }
    context.note(
        "what this fetches is encrypted on the client; decrypt it with: cofferfs decrypt "
            + curl.file()
            + " --volume volume.json --key-file KEY (volume.json: "
            + "cofferfs presign "
            + ShellWord.quote("s3://" + location.bucket() + '/' + volumeFile + "/volume.json")
            + ")");
  }
}
