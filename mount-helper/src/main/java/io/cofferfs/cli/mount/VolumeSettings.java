package io.cofferfs.cli.mount;

import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.vfs.TreeSettings;
import java.nio.file.Path;

/**
 * How a volume is opened.
 *
 * @param memoryBytes for cached blocks and parts on their way, together
 * @param stagingDirectory for encrypted temporary files
 */
public record VolumeSettings(
    NamespaceSettings namespace, TreeSettings tree, long memoryBytes, Path stagingDirectory) {}
