package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a server with Scality's header, and without PutBucketEncryption. */
final class CreateScalityBucketTest {
  @RegisterExtension
  static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder().likeScality());

  @Test
  void createEncryptedBucket_findsTheWayAndChecksIt() {
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-encrypted-bucket", bucket)).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out()).isEqualTo("create-encrypted-bucket Success.\n");
    assertThat(PROGRAM.requests())
        .anyMatch(
            request ->
                request
                    .header("x-amz-scal-server-side-encryption")
                    .filter("AES256"::equals)
                    .isPresent());
    assertThat(PROGRAM.requests())
        .noneMatch(request -> request.method().equals("DELETE") && !request.hasKey());
  }

  @Test
  void createEncryptedBucket_takesTheWayThatIsNamed() {
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-encrypted-bucket", "--flavor", "s3", bucket)).isEqualTo(1);
    assertThat(PROGRAM.run("create-encrypted-bucket", "--flavor", "scality", bucket))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.requests())
        .filteredOn(request -> request.hasParameter("encryption"))
        .extracting(ServedRequest::method)
        .containsOnly("GET");
  }

  @Test
  void createBucket_findingOutOnlyWhenTheRuleIsSet_startsAgain() {
    AtomicInteger asked = new AtomicInteger();
    PROGRAM.faults(
        request ->
            request.hasParameter("encryption") && asked.incrementAndGet() == 1
                ? Reaction.refusal(404, "NoSuchBucket")
                : Reaction.pass());
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-bucket", "--encrypted", bucket)).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out()).contains("encrypted: AES256 (verified by an object put there)");
    assertThat(PROGRAM.requests())
        .filteredOn(request -> !request.hasKey() && request.query().isEmpty())
        .extracting(ServedRequest::method)
        .containsExactly("HEAD", "PUT", "DELETE", "PUT");
  }

  @Test
  void createBucket_withAHeaderThatIsNotHeard_isNotBelieved() {
    PROGRAM.faults(
        request ->
            request.hasKey() && request.method().equals("HEAD")
                ? Reaction.missingHeaders("x-amz-server-side-encryption")
                : Reaction.pass());
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-bucket", "--encrypted", "--flavor", "scality", bucket))
        .isEqualTo(1);
    PROGRAM.faults(RequestHook.NONE);
    assertThat(PROGRAM.run("ls", bucket)).isEqualTo(5);
  }

  @Test
  void createBucket_withAKms_isRefusedBeforeAnythingIsMade() {
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-bucket", "--encrypted", "--sse", "kms", bucket)).isEqualTo(1);
    assertThat(PROGRAM.err()).contains("AES256 only");
    assertThat(PROGRAM.requests()).noneMatch(request -> request.method().equals("PUT"));
  }
}
