package io.cofferfs.cli.mount;

import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.vfs.TreeSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a volume is opened.
 *
 * @param memoryBytes for cached blocks and parts on their way, together
 * @param stagingDirectory for encrypted temporary files
 * @param stagingBytes bound on what they take on the disk
 * @param strict whether every change of an encrypted file writes it whole, under a new key
 * @param cache for contents on a local disk, beyond what memory holds
 */
public record VolumeSettings(
    NamespaceSettings namespace,
    TreeSettings tree,
    long memoryBytes,
    Path stagingDirectory,
    long stagingBytes,
    boolean strict,
    Optional<CacheSpace> cache) {

  /** With all of the disk to use. */
  public VolumeSettings(
      NamespaceSettings namespace, TreeSettings tree, long memoryBytes, Path stagingDirectory) {
    this(
        namespace,
        tree,
        memoryBytes,
        stagingDirectory,
        Long.MAX_VALUE,
        /* strict= */ false,
        Optional.empty());
  }

  public VolumeSettings withStagingBytes(long bytes) {
    return new VolumeSettings(namespace, tree, memoryBytes, stagingDirectory, bytes, strict, cache);
  }

  public VolumeSettings withStrict(boolean newStrict) {
    return new VolumeSettings(
        namespace, tree, memoryBytes, stagingDirectory, stagingBytes, newStrict, cache);
  }

  public VolumeSettings withCache(Optional<CacheSpace> space) {
    return new VolumeSettings(
        namespace, tree, memoryBytes, stagingDirectory, stagingBytes, strict, space);
  }
}
