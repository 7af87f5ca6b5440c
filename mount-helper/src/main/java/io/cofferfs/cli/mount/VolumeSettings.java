package io.cofferfs.cli.mount;

import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.vfs.TreeSettings;
import java.nio.file.Path;

/**
 * How a volume is opened.
 *
 * @param memoryBytes for cached blocks and parts on their way, together
 * @param stagingDirectory for encrypted temporary files
 * @param strict whether every change of an encrypted file writes it whole, under a new key
 */
public record VolumeSettings(
    NamespaceSettings namespace,
    TreeSettings tree,
    long memoryBytes,
    Path stagingDirectory,
    boolean strict) {

  public VolumeSettings(
      NamespaceSettings namespace, TreeSettings tree, long memoryBytes, Path stagingDirectory) {
    this(namespace, tree, memoryBytes, stagingDirectory, /* strict= */ false);
  }

  public VolumeSettings withStrict(boolean newStrict) {
    return new VolumeSettings(namespace, tree, memoryBytes, stagingDirectory, newStrict);
  }
}
