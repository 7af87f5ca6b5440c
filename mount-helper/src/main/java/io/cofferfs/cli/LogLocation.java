package io.cofferfs.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Where the log of a mount goes unless told: one file for each bucket, prefix and mount point. */
final class LogLocation {
  private final Environment environment;

  LogLocation(Environment environment) {
    this.environment = environment;
  }

  Path of(S3Location location, Path mountPoint) {
    CRC32 hash = new CRC32();
    hash.update((location + "\n" + mountPoint).getBytes(StandardCharsets.UTF_8));
    Path state =
        environment
            .path("XDG_STATE_HOME")
            .orElseGet(() -> environment.home().resolve(".local/state"));
    return state
        .resolve("cofferfs")
        .resolve("%s-%08x.log".formatted(location.bucket(), hash.getValue()));
  }
}
