package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.NameMapping;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;

/** How a volume under test stores files and names, and how it is mounted. */
public record TestFormat(
    VolumeCodec codec, KeySpace keys, NamespaceSettings namespace, TreeSettings tree) {
  private static final String PREFIX = "p/";

  /** Files in this codec, under plain names. */
  public static TestFormat of(VolumeCodec codec) {
    return of(codec, new KeySpace(PREFIX));
  }

  /** A new volume in chunks of 64 bytes that encrypts names. */
  static TestFormat encryptedNames() {
    VolumeKeys keys = TestVolumes.newKeysWithNames(64);
    return of(new CofferCodec(keys), new KeySpace(PREFIX, NameMapping.of(keys.names())));
  }

  private static TestFormat of(VolumeCodec codec, KeySpace keys) {
    NamespaceSettings namespace = NamespaceSettings.of(TestVolumes.DEFAULTS);
    return new TestFormat(codec, keys, namespace, TreeSettings.AS_STORED);
  }

  TestFormat withTree(TreeSettings value) {
    return new TestFormat(codec, keys, namespace, value);
  }

  /** Looked at in another way. */
  public TestFormat withNamespace(NamespaceSettings value) {
    return new TestFormat(codec, keys, value, tree);
  }
}
