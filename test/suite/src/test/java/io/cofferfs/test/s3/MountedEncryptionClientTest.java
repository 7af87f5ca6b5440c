package io.cofferfs.test.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.test.mount.MountProcess;
import io.cofferfs.test.mount.RequiresFuse;
import io.cofferfs.test.s3.OfficialClient.Format;
import io.cofferfs.test.s3.OfficialClient.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Through the kernel: programs and the official client on one bucket. */
@RequiresFuse
final class MountedEncryptionClientTest {
  @RegisterExtension static final S3Servers SERVERS = new S3Servers();

  @TempDir private Path mountPoint;
  @TempDir private Path scratch;

  /** S-38: what the client did not write is listed with its size, and gives EIO when read. */
  @Test
  void programsAndTheClient_seeTheSameFiles() throws IOException {
    String bucket = SERVERS.newBucket();
    byte[] content = content(1_000_000);
    try (SdkClients sdk = SdkClients.of(SERVERS.server())) {
      OfficialClient official =
          new OfficialClient(sdk, bucket, WrapKind.AES, Format.V3, Place.HEADERS);
      official.put("theirs", content);
      sdk.sync()
          .putObject(
              request -> request.bucket(bucket).key("foreign"), RequestBody.fromString("plain"));
      try (MountProcess mount = mount(bucket)) {
        assertThat(mountPoint.resolve("theirs")).hasBinaryContent(content);
        assertTail(content);
        assertThat(Files.size(mountPoint.resolve("foreign"))).isEqualTo(5);
        assertThatThrownBy(() -> Files.readAllBytes(mountPoint.resolve("foreign")))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Input/output error");
        changeThings(content);
      }
      byte[] longer = Arrays.copyOf(content, content.length + 3);
      assertThat(official.get("dir/moved")).isEqualTo(longer);
      assertThat(official.get("theirs")).isEqualTo(longer);
    }
  }

  private void assertTail(byte[] content) throws IOException {
    byte[] tail = new byte[1000];
    try (RandomAccessFile file = new RandomAccessFile(mountPoint.resolve("theirs").toFile(), "r")) {
      file.seek(content.length - tail.length);
      file.readFully(tail);
    }
    assertThat(tail)
        .isEqualTo(Arrays.copyOfRange(content, content.length - tail.length, content.length));
  }

  private void changeThings(byte[] content) throws IOException {
    Path theirs = mountPoint.resolve("theirs");
    Files.write(theirs, new byte[3], StandardOpenOption.APPEND);
    Path directory = Files.createDirectory(mountPoint.resolve("dir"));
    Path ours = Files.write(directory.resolve("ours"), Arrays.copyOf(content, content.length + 3));
    Path moved = Files.move(ours, directory.resolve("moved"));
    Files.setPosixFilePermissions(moved, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(mountPoint.resolve("link"), Path.of("dir/moved"));
    assertThat(Files.size(link)).isEqualTo(content.length + 3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(link)))
        .isEqualTo("rw-------");
  }

  private MountProcess mount(String bucket) throws IOException {
    Path key = Files.writeString(scratch.resolve("key"), WrapKind.keyFileLine());
    MountProcess.Command command =
        MountProcess.Command.of(
                S3ecMount.class,
                mountPoint.toString(),
                SERVERS.server().endpoint().toString(),
                bucket,
                key.toString(),
                scratch.resolve("staging").toString())
            .withJvmArguments(
                "-Xmx512m",
                "-Daws.accessKeyId=" + SERVERS.server().accessKey(),
                "-Daws.secretAccessKey=" + SERVERS.server().secretKey());
    return MountProcess.start(command, mountPoint);
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new SplittableRandom(length).nextBytes(content);
    return content;
  }
}
