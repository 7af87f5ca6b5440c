package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.ServedRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What doctor sees. Whether this machine can mount is none of these tests' business. */
final class DoctorTest {

  @Nested
  final class OnAnOrdinaryServer {
    @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

    @TempDir private Path directory;

    @BeforeEach
    void useOwnDirectory() {
      PROGRAM.environment.put("TMPDIR", directory.toString());
    }

    @Test
    void doctor_withoutALocation_looksAtThisMachine() {
      PROGRAM.runAlone("doctor");
      assertThat(PROGRAM.out())
          .containsPattern("ok +java +" + Runtime.version().feature())
          .containsPattern("(?m)^\\w+ +/dev/fuse ")
          .contains(directory.toString())
          .doesNotContain("endpoint");
    }

    @Test
    void doctor_ofABucket_writesNothing() {
      String bucket = PROGRAM.newName();
      PROGRAM.run("create-bucket", "--encrypted", bucket);
      PROGRAM.run("doctor", bucket);
      assertThat(PROGRAM.out())
          .containsPattern("ok +endpoint +answers.*\\(\\d+ ms\\)")
          .containsPattern("ok +clock +")
          .containsPattern("ok +list +allowed; there is nothing under " + bucket)
          .containsPattern("note +volume +there is none")
          .containsPattern("ok +bucket encryption +AES256, according to GetBucketEncryption")
          .containsPattern("ok +versioning +off")
          .containsPattern("ok +leftovers +none")
          .doesNotContain("conditional");
      assertThat(PROGRAM.requests()).extracting(ServedRequest::method).containsOnly("GET", "HEAD");
    }

    @Test
    void doctor_withAProbe_triesWritesAndLeavesNothing() throws Exception {
      String bucket = PROGRAM.newBucket();
      PROGRAM.run("doctor", "--probe", bucket + "/p");
      assertThat(PROGRAM.out())
          .containsPattern("ok +put +works")
          .containsPattern("ok +get +works")
          .containsPattern("ok +copy of parts +works")
          .containsPattern("ok +conditional writes +are kept")
          .containsPattern("ok +upload checksums +are taken")
          .containsPattern("ok +sse-c +works")
          .containsPattern("ok +delete +works");
      assertThat(PROGRAM.requests())
          .filteredOn(request -> !request.method().equals("GET") && request.hasKey())
          .allMatch(request -> request.path().contains("/p/.coffer/"));
      try (ObjectStore store = open(bucket)) {
        assertThat(store.list(ListRequest.tree("")).objects()).isEmpty();
        assertThat(store.listMultipartUploads("")).isEmpty();
      }
    }

    @Test
    void doctor_whereSseCIsBlocked_saysHowToAllowIt() {
      PROGRAM.faults(
          request ->
              request.header("x-amz-server-side-encryption-customer-key").isPresent()
                  ? Reaction.refusal(403, "AccessDenied")
                  : Reaction.pass());
      String bucket = PROGRAM.newBucket();
      PROGRAM.run("doctor", "--probe", bucket);
      assertThat(PROGRAM.out())
          .containsPattern("note +sse-c +blocked \\(403\\)")
          .contains("→ cofferfs bucket allow-sse-c " + bucket);
    }

    @Test
    void doctor_ofALameServer_saysWhatItLacks() {
      PROGRAM.faults(
          request -> {
            if (request.method().equals("PUT")
                && request.header("x-amz-checksum-crc32").isPresent()) {
              return Reaction.refusal(400, "InvalidRequest");
            }
            return request.header("x-amz-copy-source").isPresent()
                    || request.header("if-none-match").isPresent()
                ? Reaction.refusal(501, "NotImplemented")
                : Reaction.pass();
          });
      PROGRAM.run("doctor", "--probe", PROGRAM.newBucket());
      assertThat(PROGRAM.out())
          .containsPattern("note +copy of parts +not possible")
          .containsPattern("note +conditional writes +the server does not keep them")
          .containsPattern("ok +upload checksums +are refused");
    }

    @Test
    void doctor_withAWrongClock_saysSo() {
      PROGRAM.clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20));
      assertThat(PROGRAM.run("doctor", PROGRAM.newBucket())).isEqualTo(1);
      assertThat(PROGRAM.out()).containsPattern("problem +clock +(1199|1200|1201) s");
      assertThat(PROGRAM.err()).startsWith("cofferfs: problems found: ");
    }

    @Test
    void doctor_withoutAccess_isAProblem() {
      PROGRAM.faults(request -> Reaction.refusal(403, "InvalidAccessKeyId"));
      assertThat(PROGRAM.run("doctor", "--probe", PROGRAM.newBucket())).isEqualTo(1);
      assertThat(PROGRAM.out()).containsPattern("problem +list +.*403 InvalidAccessKeyId");
      assertThat(PROGRAM.out()).doesNotContain(" put ");
    }

    @Test
    void doctor_ofABucketThatIsNotThere_saysHowToMakeIt() {
      String bucket = PROGRAM.newName();
      assertThat(PROGRAM.run("doctor", bucket)).isEqualTo(1);
      assertThat(PROGRAM.out())
          .containsPattern("problem +bucket +there is none")
          .contains("→ cofferfs create-bucket " + bucket);
    }

    @Test
    void doctor_ofNoServer_saysSo() {
      assertThat(
              PROGRAM.runAlone(
                  "doctor", "s3://bucket", "--endpoint-url", "http://127.0.0.1:1", "--json"))
          .isEqualTo(1);
      assertThat(PROGRAM.out())
          .containsPattern("\"check\" : \"endpoint\",\\s+\"verdict\" : \"problem\"");
    }

    @Test
    void doctor_whileAnUploadIsUnderWay_isNotAlarmed() throws Exception {
      String bucket = PROGRAM.newBucket();
      try (ObjectStore store = open(bucket)) {
        store.createMultipartUpload("x", Map.of());
      }
      PROGRAM.run("doctor", bucket);
      assertThat(PROGRAM.out()).containsPattern("ok +leftovers +none");
    }

    private static ObjectStore open(String bucket) throws Exception {
      return AwsObjectStore.open(
          PROGRAM.connection(bucket), new ServerSideEncryption.BucketDefault());
    }
  }

  @Nested
  final class OnScality {
    @RegisterExtension
    static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder().likeScality());

    @Test
    void doctor_withAProbe_saysWhatScalityDoes() {
      String bucket = PROGRAM.newName();
      PROGRAM.run("create-encrypted-bucket", bucket);
      PROGRAM.run("doctor", "--probe", bucket);
      assertThat(PROGRAM.out())
          .containsPattern("note +bucket encryption +not known: this server has no GetBucketEncr")
          .containsPattern("ok +sse-c rule +this server does not tell")
          .containsPattern("note +sse-c +this server has none");
    }
  }
}
