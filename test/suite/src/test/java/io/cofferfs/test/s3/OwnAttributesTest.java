package io.cofferfs.test.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.PlainCodec;
import io.cofferfs.test.server.Reaction;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** S-47: what a server says of an object is told by attributes of the file. */
final class OwnAttributesTest {
  private static final DefaultAttributes ROOTS = new DefaultAttributes(0, 0, 0644, 0755);

  @RegisterExtension static final S3Servers S3 = new S3Servers();

  @TempDir private Path staging;

  @Test
  void versionId_isTheOneOfTheBucketsVersion() throws Exception {
    ObjectStore store = S3.newStore();
    store.put("a", PartBody.of(new byte[1]), Map.of(), Precondition.none());
    // The embedded server keeps no versions; the header is what one that does so adds.
    S3.faults(
        request ->
            request.method().equals("HEAD")
                ? Reaction.addedHeaders(
                    Map.of("x-amz-version-id", "3HL4kqtJlcpXroDTDmJ+rmSpXd3dIb"))
                : Reaction.pass());
    try (OpenVolume volume = open(store)) {
      assertThat(xattr(volume.tree(), "version-id")).isEqualTo("3HL4kqtJlcpXroDTDmJ+rmSpXd3dIb");
    }
  }

  @Test
  void encryptionByTheServer_isToldWithItsKey() throws Exception {
    ObjectStore store = S3.newStore(new ServerSideEncryption.Kms(Optional.of("testkey-1")));
    store.put("a", PartBody.of(new byte[1]), Map.of(), Precondition.none());
    try (OpenVolume volume = open(store)) {
      assertThat(xattr(volume.tree(), "sse")).isEqualTo("aws:kms");
      assertThat(xattr(volume.tree(), "sse-key-id")).endsWith("testkey-1");
    }
  }

  private OpenVolume open(ObjectStore store) throws Exception {
    VolumeSettings settings =
        new VolumeSettings(
            NamespaceSettings.of(ROOTS),
            TreeSettings.AS_STORED,
            /* memoryBytes= */ 16 << 20,
            staging);
    return OpenVolume.open(
        new OpenVolume.Place(store, new PlainCodec(1 << 16, ROOTS), new KeySpace("")),
        settings,
        new SecureRandom(),
        Clock.systemUTC());
  }

  private static String xattr(FileTree tree, String name) throws Exception {
    return new String(tree.xattr("/a", "user.cofferfs." + name), UTF_8);
  }
}
