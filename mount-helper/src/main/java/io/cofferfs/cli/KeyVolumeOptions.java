package io.cofferfs.cli;

import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The volume whose keys a command is about, and how to reach and unlock it. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeyVolumeOptions {
  @Mixin private ConnectionOptions connection;
  @Mixin private SseOptions sse;
  @Mixin private UnlockOptions unlock;

  @Parameters(index = "0", paramLabel = "s3://BUCKET[/PREFIX]", description = "The volume.")
  private S3Location location;

  S3Location location() {
    return location;
  }

  /** Whether the volume file has to be authentic: a fingerprint alone demands that as well. */
  boolean isAuthenticationWanted() {
    return unlock.isVolumeMeant();
  }

  KeySession open(CommandContext context) throws IOException, CliException {
    Connection reached = connection.connection(location.bucket(), context.environment());
    VolumeUnlock unlocking = new VolumeUnlock(context, unlock, reached);
    ObjectStore store = context.stores().open(reached, sse.encryption(context));
    return new KeySession(location, store, unlocking, unlock.sources(context, reached));
  }
}
