package io.cofferfs.cli;

import io.cofferfs.cli.mount.CacheSpace;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where contents are kept on a local disk. */
final class CacheOptions {
  private static final long DEFAULT_BYTES = 10L << 30;
  private static final long MIN_BYTES = 64L << 20;

  @Option(
      names = "--cache-dir",
      paramLabel = "DIR",
      description = {
        "Keep what was read in this local directory, encrypted; of an encrypted volume it serves",
        "later mounts, too."
      })
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--cache-size",
      paramLabel = "SIZE",
      description = "Disk space that it may take (10GiB).")
  private Optional<ByteSize> size = Optional.empty();

  Optional<CacheSpace> space() throws CliException {
    if (directory.isEmpty() && size.isPresent()) {
      throw CliException.usage("--cache-size makes sense with --cache-dir only");
    }
    long bytes = size.map(ByteSize::bytes).orElse(DEFAULT_BYTES);
    if (bytes < MIN_BYTES) {
      throw CliException.usage("--cache-size is at least 64MiB, not " + new ByteSize(bytes));
    }
    return directory.map(path -> new CacheSpace(path.toAbsolutePath().normalize(), bytes));
  }
}
