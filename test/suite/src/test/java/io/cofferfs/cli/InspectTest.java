package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a server says about encryption, as inspect tells it. */
final class InspectTest {

  @Nested
  final class WithBucketEncryption {
    @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

    @TempDir private Path directory;

    @BeforeEach
    void useOwnDirectory() {
      PROGRAM.environment.put("TMPDIR", directory.toString());
    }

    @Test
    void inspect_ofABucketWithARule_tellsTheRule() {
      String bucket = PROGRAM.newName();
      PROGRAM.run("create-bucket", "--encrypted", "--sse", "kms:testkey-1", bucket);
      assertThat(PROGRAM.run("inspect", bucket)).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out())
          .containsPattern("bucket encryption +aws:kms\n")
          .containsPattern("according to +GetBucketEncryption\n")
          .containsPattern("bucket kms key +testkey-1\n");
      assertThat(PROGRAM.err()).isEmpty();
    }

    @Test
    void inspect_ofAnObject_tellsHowItIsStored() throws IOException {
      String bucket = PROGRAM.newBucket();
      put(bucket + "/x", "--sse", "kms:testkey-2");
      assertThat(PROGRAM.run("inspect", "--json", bucket + "/x")).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out())
          .contains("\"object_encryption\" : \"aws:kms\"")
          .contains("\"object_kms_key\" : \"testkey-2\"");
    }

    @Test
    void inspect_ofAnObjectUnderACustomerKey_needsNoKey() throws IOException {
      String bucket = PROGRAM.newBucket();
      Path key = directory.resolve("k");
      PROGRAM.runAlone("keygen", key.toString());
      put(bucket + "/x", "--sse", "c", "--sse-c-key-file", key.toString());
      assertThat(PROGRAM.run("inspect", bucket + "/x")).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out()).containsPattern("object encryption +SSE-C\n");
      assertThat(PROGRAM.err()).contains("under a customer key");
      assertThat(
              PROGRAM.run(
                  "inspect", bucket + "/x", "--sse", "c", "--sse-c-key-file", key.toString()))
          .isZero();
      assertThat(PROGRAM.out()).containsPattern("object length +5\n");
    }

    @Test
    void inspect_ofABucketWithoutARule_isNotSureUntilAnObjectTells() throws IOException {
      String bucket = PROGRAM.newBucket();
      PROGRAM.faults(
          request ->
              request.hasKey()
                  ? Reaction.missingHeaders("x-amz-server-side-encryption")
                  : Reaction.pass());
      assertThat(PROGRAM.run("inspect", bucket)).isZero();
      assertThat(PROGRAM.out()).containsPattern("bucket encryption +unknown\n");
      assertThat(PROGRAM.err()).contains("--probe");
      put(bucket + "/x");
      assertThat(PROGRAM.run("inspect", bucket)).isZero();
      assertThat(PROGRAM.out()).containsPattern("bucket encryption +none\n");
    }

    @Test
    void inspect_ofAMissingBucket_isNotFound() {
      assertThat(PROGRAM.run("inspect", PROGRAM.newName())).isEqualTo(5);
    }

    private void put(String location, String... options) throws IOException {
      Path local = Files.writeString(directory.resolve("local"), "plain");
      String[] all = new String[options.length + 3];
      all[0] = "put";
      all[1] = local.toString();
      all[2] = location;
      System.arraycopy(options, 0, all, 3, options.length);
      assertThat(PROGRAM.run(all)).as(PROGRAM.err()).isZero();
    }
  }

  @Nested
  final class OnScality {
    @RegisterExtension
    static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder().likeScality());

    @Test
    void inspect_ofAnEmptyBucket_offersToProbe() {
      String bucket = PROGRAM.newName();
      PROGRAM.run("create-encrypted-bucket", bucket);
      assertThat(PROGRAM.run("inspect", bucket)).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out())
          .containsPattern("bucket encryption +unknown\n")
          .containsPattern("according to +this server has no GetBucketEncryption\n");
      assertThat(PROGRAM.err()).contains("only an object can tell").contains("--probe");
      assertThat(PROGRAM.requests()).noneMatch(request -> request.method().equals("PUT"));
    }

    @Test
    void inspect_withAProbe_tellsAndLeavesNothing() {
      String encrypted = PROGRAM.newName();
      PROGRAM.run("create-encrypted-bucket", encrypted);
      assertThat(PROGRAM.run("inspect", "--probe", encrypted)).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out())
          .containsPattern("bucket encryption +AES256\n")
          .containsPattern("according to +an object\n");
      String plain = PROGRAM.newName();
      PROGRAM.run("create-bucket", plain);
      assertThat(PROGRAM.run("inspect", "--probe", "--json", plain)).isZero();
      assertThat(PROGRAM.out()).contains("\"bucket_encryption\" : \"none\"");
      assertThat(PROGRAM.run("ls", "-r", plain)).isZero();
      assertThat(PROGRAM.out()).isEmpty();
    }

    @Test
    void inspect_ofAnObject_takesItForAnExample(@TempDir Path directory) throws IOException {
      PROGRAM.environment.put("TMPDIR", directory.toString());
      String bucket = PROGRAM.newName();
      PROGRAM.run("create-bucket", bucket);
      Path local = Files.writeString(directory.resolve("local"), "plain");
      PROGRAM.run("put", local.toString(), bucket + "/x");
      assertThat(PROGRAM.run("inspect", bucket + "/x")).as(PROGRAM.err()).isZero();
      assertThat(PROGRAM.out())
          .containsPattern("object encryption +none\n")
          .containsPattern("bucket encryption +none\n");
      assertThat(PROGRAM.run("inspect", "--json", bucket)).isZero();
      assertThat(PROGRAM.out()).contains("\"bucket_encryption\" : \"none\"");
      assertThat(PROGRAM.err()).isEmpty();
    }
  }
}
