package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.MoveOwners;
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
public final class TestMount implements AutoCloseable {
  /** In the names of conflict copies. */
  static final String HOST = "node7";

  private static final Sizes TINY =
      new Sizes(/* partBytes= */ 256, new ReadSettings(1 << 20, 4, 512, 64, 128));

  private final Namespace namespace;
  private final ContentOpener contents;
  private final StagingArea staging;
  private final FileWriters writers;
  private final VolumeTree tree;

  /**
   * How large what moves is.
   *
   * @param partBytes of an upload, and the least of a part when a file is changed in place
   */
  public record Sizes(int partBytes, ReadSettings reads) {
    private WriteSettings writes(Clock clock) {
      return new WriteSettings(
          partBytes,
          /* parallelUploads= */ 4,
          /* memoryBytes= */ 1 << 20,
          /* streamThresholdBytes= */ partBytes / 4,
          clock,
          Optional.of(new InPlaceLimits(partBytes, 3L * partBytes)),
          HOST);
    }
  }

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
    this(store, format, staging, clock, TINY);
  }

  /** With sizes of the caller's own; takes over {@code staging}. */
  public TestMount(
      ObjectStore store, TestFormat format, StagingArea staging, Clock clock, Sizes sizes) {
    this.staging = staging;
    VolumeCodec codec = format.codec();
    KeySpace keys = format.keys();
    contents =
        codec instanceof S3ecCodec s3ec
            ? new VerifiedCopies(store, s3ec, staging, /* idleBytes= */ 1000)
            : new BlockReader(store, codec, sizes.reads());
    namespace =
        new Namespace(
            store,
            codec,
            keys,
            format.namespace(),
            new Namespace.Owned(clock, MoveOwners.alone(), contents.deliveries()));
    writers =
        new FileWriters(
            new WriteTarget(store, codec, keys, contents), staging, sizes.writes(clock));
    tree = new VolumeTree(namespace, contents, writers, format.tree(), clock);
  }

  public VolumeTree tree() {
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
