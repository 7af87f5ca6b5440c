package io.cofferfs.cli;

import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.namespace.IndexPolicy;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a mount shows, and what it may use. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TreeOptions {
  private static final long DEFAULT_MEMORY_BYTES = 256L << 20;
  private static final long MIN_MEMORY_BYTES = 64L << 20;

  @Option(names = "--read-only", description = "Refuse every change.")
  private boolean readOnly;

  @Option(names = "--uid", paramLabel = "N", description = "Show N as the owner of everything.")
  private Optional<Long> uid = Optional.empty();

  @Option(names = "--gid", paramLabel = "N", description = "Show N as the group of everything.")
  private Optional<Long> gid = Optional.empty();

  @Option(
      names = "--umask",
      paramLabel = "OCTAL",
      description = "Take these permissions away from everything.")
  private Optional<FileModeMask> umask = Optional.empty();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long attributes, names and the absence of names are believed (1s).")
  private TimeSpan ttl = new TimeSpan(Duration.ofSeconds(1));

  @Option(
      names = "--immutable",
      description = "The bucket never changes: believe attributes and names for ever.")
  private boolean immutable;

  @Option(
      names = "--attributes",
      paramLabel = "head|list",
      description = "Ask for the attributes of each file, or show what listings tell (head).")
  private AttributeSource attributes = AttributeSource.HEAD;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory for cached data and for parts on their way, together (256MiB).")
  private ByteSize memory = new ByteSize(DEFAULT_MEMORY_BYTES);

  @Option(
      names = "--staging-dir",
      paramLabel = "DIR",
      description = "Where encrypted temporary files go [env: TMPDIR] (/var/tmp).")
  private Optional<Path> stagingDirectory = Optional.empty();

  @Option(
      names = "--staging-size",
      paramLabel = "SIZE",
      description = "Disk space that those may take together (all there is).")
  private Optional<ByteSize> stagingSize = Optional.empty();

  @Mixin private CacheOptions cache;

  boolean isReadOnly() {
    return readOnly;
  }

  boolean isImmutable() {
    return immutable;
  }

  /** Whether what listings tell of files is all that is shown of them. */
  boolean isListingEnough() {
    return attributes == AttributeSource.LIST;
  }

  Duration ttl() {
    return ttl.duration();
  }

  /** For objects without attributes: they belong to who mounts. */
  static DefaultAttributes defaults(CommandContext context) {
    return new DefaultAttributes(context.uid(), context.gid(), 0644, 0755);
  }

  VolumeSettings settings(CommandContext context, boolean requireBinding) throws CliException {
    if (memory.bytes() < MIN_MEMORY_BYTES) {
      throw CliException.usage("--memory is at least 64MiB, not " + memory);
    }
    NamespaceSettings namespace =
        NamespaceSettings.of(defaults(context))
            .withTtl(ttl.duration())
            .withImmutable(immutable)
            .withAttributesFromListing(isListingEnough())
            .withRequireBinding(requireBinding)
            .withIndexes(readOnly ? IndexPolicy.READ : IndexPolicy.READ_AND_WRITTEN);
    Path staging = stagingDirectory.orElseGet(context.environment()::temporaryDirectory);
    return new VolumeSettings(
            namespace, treeSettings(), memory.bytes(), staging.toAbsolutePath().normalize())
        .withStagingBytes(stagingSize.map(ByteSize::bytes).orElse(Long.MAX_VALUE))
        .withCache(cache.space());
  }

  private TreeSettings treeSettings() {
    return new TreeSettings(
        readOnly,
        uid.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        gid.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        umask.map(mask -> OptionalInt.of(mask.bits())).orElseGet(OptionalInt::empty));
  }

  /** The value of {@code --attributes}. */
  enum AttributeSource {
    HEAD,
    LIST;

    static AttributeSource parse(String text) {
      return switch (text) {
        case "head" -> HEAD;
        case "list" -> LIST;
        default -> throw new IllegalArgumentException("'" + text + "' is not one of head, list");
      };
    }
  }
}
