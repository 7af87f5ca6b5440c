package io.cofferfs.test.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.KeyFile;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.test.server.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mount of a bucket whose objects are under several customer keys, one of which it lacks. */
@RequiresFuse
final class CustomerKeyMountTest {
  private static final String BUCKET = "bucket";

  @TempDir private Path directory;
  private EmbeddedS3 server;
  private Path newKeys;
  private Path oldKeys;
  private Path mountPoint;

  @BeforeEach
  void fillABucket() throws IOException {
    server = EmbeddedS3.start();
    server.createBucket(BUCKET);
    System.setProperty("aws.accessKeyId", server.accessKey());
    System.setProperty("aws.secretAccessKey", server.secretKey());
    oldKeys = keyFile("old", KeyFile.generate(new SecureRandom()));
    newKeys = keyFile("new", KeyFile.generate(new SecureRandom()) + Files.readString(oldKeys));
    put(oldKeys, "d/old", "under the old key");
    put(keyFile("lost", KeyFile.generate(new SecureRandom())), "d/locked", "nobody knows");
    mountPoint = Files.createDirectory(directory.resolve("mnt"));
    Files.createDirectory(directory.resolve("staging"));
  }

  @AfterEach
  void stopTheServer() throws IOException {
    server.close();
  }

  @Test
  void filesUnderOtherKeys_areReadOrListed_asFarAsTheKeysGo() throws IOException {
    try (MountProcess mount = start()) {
      Shell shell = Shell.in(mountPoint);

      assertThat(shell.run("ls d; stat -c %s d/*")).isEqualTo("locked\nold\n12\n17");
      assertThat(shell.run("cat d/old")).isEqualTo("under the old key");
      for (String refused : new String[] {"cat", "touch", "chmod 600", "mv -t ."}) {
        Shell.Result result = shell.tryRun(refused + " d/locked");
        assertThat(result.exitCode()).as(refused).isNotZero();
        assertThat(result.output()).as(refused).contains("Permission denied");
      }
      shell.run("mv d/old d/new && echo more >> d/new && chmod 600 d/new");
      assertThat((byte[]) Files.getAttribute(mountPoint.resolve("d/new"), "user:cofferfs.sse"))
          .asString(UTF_8)
          .isEqualTo("SSE-C");
      shell.run("rm d/locked && ls d | grep -qx new");
      assertThat(mount.log())
          .filteredOn(line -> line.contains("is under a customer key that is not among those"))
          .isNotEmpty();
    }
    try (ObjectStore store = open(keyFile("first", firstKey(newKeys)))) {
      assertThat(store.head("d/new").length()).isEqualTo(17 + 5);
    }
  }

  private static String firstKey(Path keys) throws IOException {
    return Files.readAllLines(keys).stream().filter(l -> !l.startsWith("#")).findFirst().get();
  }

  private MountProcess start() {
    String[] arguments = {
      mountPoint.toString(),
      server.secureEndpoint().toString(),
      server.caBundle().toString(),
      BUCKET,
      newKeys.toString()
    };
    return MountProcess.start(
        MountProcess.Command.of(CustomerKeyMount.class, arguments)
            .withJvmArguments(
                "-Xmx512m",
                "-Daws.accessKeyId=" + server.accessKey(),
                "-Daws.secretAccessKey=" + server.secretKey()),
        mountPoint);
  }

  private Path keyFile(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private ObjectStore open(Path keys) throws IOException {
    return AwsObjectStore.open(
        CustomerKeyMount.connection(server.secureEndpoint(), server.caBundle(), BUCKET),
        new CustomerKeys(CustomerKeyMount.keyring(keys)));
  }

  private void put(Path keys, String key, String content) throws IOException {
    try (ObjectStore store = open(keys)) {
      store.put(key, PartBody.of(content.getBytes(UTF_8)), Map.of(), Precondition.none());
    }
  }
}
