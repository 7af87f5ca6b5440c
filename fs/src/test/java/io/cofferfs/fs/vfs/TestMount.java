package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.read.BlockReader;
import io.cofferfs.fs.read.ReadSettings;
import io.cofferfs.fs.read.VerifiedCopies;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.staging.StagingArea;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.VolumeCodec;
import io.cofferfs.fs.write.FileWriters;
import io.cofferfs.fs.write.InPlaceLimits;
import io.cofferfs.fs.write.WriteSettings;
import io.cofferfs.fs.write.WriteTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * A {@link VolumeTree} with all its layers, over any store, with parts and reads of a few bytes.
 */
final class TestMount implements AutoCloseable {
  /** In the names of conflict copies. */
  static final String HOST = "node7";

  private static final int PART_BYTES = 256;

  private final Namespace namespace;
  private final ContentOpener contents;
  private final StagingArea staging;
  private final FileWriters writers;
  private final VolumeTree tree;

  TestMount(ObjectStore store, VolumeCodec codec, Path stagingDirectory, Clock clock)
      throws IOException {
    this(store, TestFormat.of(codec), stagingDirectory, clock);
  }

  TestMount(ObjectStore store, TestFormat format, Path stagingDirectory, Clock clock)
      throws IOException {
    this(store, format, StagingArea.open(stagingDirectory, new SecureRandom()), clock);
  }

  /** Takes over {@code staging}. */
  TestMount(ObjectStore store, TestFormat format, StagingArea staging, Clock clock) {
    this.staging = staging;
    VolumeCodec codec = format.codec();
    KeySpace keys = format.keys();
    namespace = new Namespace(store, codec, keys, format.namespace(), clock);
    contents =
        codec instanceof S3ecCodec s3ec
            ? new VerifiedCopies(store, s3ec, staging, /* idleBytes= */ 1000)
            : new BlockReader(store, codec, new ReadSettings(1 << 20, 4, 512, 64, 128));
    writers =
        new FileWriters(
            new WriteTarget(store, codec, keys, contents),
            staging,
            new WriteSettings(
                PART_BYTES,
                4,
                1 << 20,
                /* streamThresholdBytes= */ 64,
                clock,
                Optional.of(new InPlaceLimits(PART_BYTES, 3 * PART_BYTES)),
                HOST));
    tree = new VolumeTree(namespace, contents, writers, format.tree(), clock);
  }

  VolumeTree tree() {
    return tree;
  }

  /** Objects without metadata that were met. */
  long unboundObjects() {
    return namespace.unboundObjects();
  }

  @Override
  public void close() throws IOException {
    tree.close();
    writers.close();
    contents.close();
    staging.close();
    namespace.close();
  }
}
