package io.cofferfs.test.s3;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.S3ecCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/** A bucket of the S3 Encryption Client as cofferfs has it, without a mount. */
final class S3ecTree implements AutoCloseable {
  private static final DefaultAttributes DEFAULTS = new DefaultAttributes(1, 1, 0644, 0755);

  private final S3ecKeys keys;
  private final OpenVolume volume;
  final FileTree tree;

  S3ecTree(ObjectStore store, WrapKind kind, Accepted accepted, Path staging) throws IOException {
    this(store, kind.keys(accepted), staging);
  }

  /** Takes over {@code keys}. */
  S3ecTree(ObjectStore store, S3ecKeys keys, Path staging) throws IOException {
    this.keys = keys;
    volume =
        OpenVolume.open(
            new OpenVolume.Place(store, new S3ecCodec(keys, 64 << 10, DEFAULTS), new KeySpace("")),
            new VolumeSettings(
                NamespaceSettings.of(DEFAULTS), TreeSettings.AS_STORED, 64 << 20, staging),
            new SecureRandom(),
            Clock.systemUTC());
    tree = volume.tree();
  }

  void write(String path, byte[] content) throws IOException {
    OpenMode mode = OpenMode.WRITE;
    FileHandle handle = tree.create(path, 0640, mode, new Owner(1, 1));
    tree.write(handle, 0, ByteBuffer.wrap(content));
    tree.flush(handle);
    tree.release(handle);
  }

  void overwrite(String path, long offset, byte[] bytes) throws IOException {
    FileHandle handle = tree.open(path, OpenMode.READ_WRITE);
    tree.write(handle, offset, ByteBuffer.wrap(bytes));
    tree.flush(handle);
    tree.release(handle);
  }

  byte[] read(String path) throws IOException {
    byte[] content = new byte[(int) tree.stat(path).length()];
    FileHandle handle = tree.open(path, OpenMode.READ);
    try {
      int count = tree.read(handle, 0, ByteBuffer.wrap(content));
      if (count != content.length) {
        throw new AssertionError(count + " of " + content.length + " bytes");
      }
      return content;
    } finally {
      tree.release(handle);
    }
  }

  @Override
  public void close() throws IOException {
    volume.close();
    keys.close();
  }
}
