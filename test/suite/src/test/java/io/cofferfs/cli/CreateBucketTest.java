package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a server with PutBucketEncryption. */
final class CreateBucketTest {
  @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

  @Test
  void createBucket_encrypted_setsTheRuleAndChecksIt() {
    String bucket = PROGRAM.newName();
    assertThat(create(bucket, "--encrypted")).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out())
        .isEqualTo(
            "made %s, encrypted: AES256 (verified by GetBucketEncryption and an object put there)\n"
                .formatted(bucket));
    assertThat(PROGRAM.run("ls", bucket)).isZero();
    assertThat(PROGRAM.out()).isEmpty();
  }

  @Test
  void createBucket_encryptedByAKms_namesTheKey() {
    assertThat(create(PROGRAM.newName(), "--encrypted", "--sse", "kms:testkey-1"))
        .as(PROGRAM.err())
        .isZero();
    assertThat(PROGRAM.out()).contains("aws:kms, key testkey-1");
  }

  @Test
  void createBucket_withoutEncryption_makesNoClaim() {
    String bucket = PROGRAM.newName();
    assertThat(create(bucket)).isZero();
    assertThat(PROGRAM.out()).isEqualTo("made " + bucket + "\n");
    assertThat(PROGRAM.requests()).noneMatch(request -> request.hasParameter("encryption"));
  }

  @Test
  void createBucket_whereOneIs_leavesItAlone() {
    String bucket = PROGRAM.newBucket();
    assertThat(create(bucket, "--encrypted")).isEqualTo(1);
    assertThat(PROGRAM.err()).contains("already").contains("cofferfs inspect " + bucket);
    assertThat(PROGRAM.requests()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(exists(bucket)).isTrue();
  }

  @Test
  void createBucket_onAServerWithoutAnyWay_removesTheBucketAgain() {
    PROGRAM.faults(refusing(501, "NotImplemented"));
    String bucket = PROGRAM.newName();
    assertThat(create(bucket, "--encrypted", "--flavor", "s3")).isEqualTo(1);
    assertThat(PROGRAM.err()).contains("does not encrypt buckets").hasLineCount(1);
    assertThat(exists(bucket)).isFalse();
  }

  @Test
  void createBucket_ruleDenied_removesTheBucketAgain() {
    PROGRAM.faults(
        request ->
            request.method().equals("PUT") && request.hasParameter("encryption")
                ? Reaction.refusal(403, "AccessDenied")
                : Reaction.pass());
    String bucket = PROGRAM.newName();
    assertThat(create(bucket, "--encrypted")).isEqualTo(3);
    assertThat(exists(bucket)).isFalse();
  }

  @Test
  void createBucket_objectThatSaysNothing_isNotBelieved() {
    PROGRAM.faults(
        request ->
            request.method().equals("HEAD") && request.hasKey()
                ? Reaction.missingHeaders("x-amz-server-side-encryption")
                : Reaction.pass());
    String bucket = PROGRAM.newName();
    assertThat(create(bucket, "--encrypted")).isEqualTo(1);
    assertThat(PROGRAM.out()).isEmpty();
    assertThat(PROGRAM.err()).contains("removed again").contains("'none'");
    assertThat(exists(bucket)).isFalse();
  }

  @Test
  void createBucket_thatCannotBeRemovedAgain_saysSoLoudly() {
    PROGRAM.faults(
        request ->
            request.hasParameter("encryption") || isBucketDelete(request)
                ? Reaction.refusal(403, "AccessDenied")
                : Reaction.pass());
    String bucket = PROGRAM.newName();
    assertThat(create(bucket, "--encrypted")).isEqualTo(1);
    assertThat(PROGRAM.err()).contains(bucket + " was made and is NOT known to be encrypted");
  }

  @Test
  void createBucket_probeDenied_believesTheRule() {
    PROGRAM.faults(
        request -> request.hasKey() ? Reaction.refusal(403, "AccessDenied") : Reaction.pass());
    assertThat(create(PROGRAM.newName(), "--encrypted")).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out()).contains("(verified by GetBucketEncryption)");
  }

  @Test
  void createEncryptedBucket_saysWhatAbcisCommandSays() {
    String bucket = PROGRAM.newName();
    assertThat(PROGRAM.run("create-encrypted-bucket", bucket)).isZero();
    assertThat(PROGRAM.out()).isEqualTo("create-encrypted-bucket Success.\n");
  }

  @Test
  void createBucket_optionsWithoutEncrypted_areAUsageError() {
    assertThat(create(PROGRAM.newName(), "--flavor", "s3")).isEqualTo(2);
    assertThat(create(PROGRAM.newName(), "--encrypted", "--sse", "c")).isEqualTo(2);
    assertThat(create(PROGRAM.newName() + "/path")).isEqualTo(2);
  }

  private static RequestHook refusing(int status, String code) {
    return request ->
        request.hasParameter("encryption") ? Reaction.refusal(status, code) : Reaction.pass();
  }

  private static boolean isBucketDelete(ServedRequest request) {
    return request.method().equals("DELETE") && !request.hasKey();
  }

  private static int create(String bucket, String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "create-bucket";
    all[1] = bucket;
    System.arraycopy(options, 0, all, 2, options.length);
    return PROGRAM.run(all);
  }

  private static boolean exists(String bucket) {
    PROGRAM.faults(RequestHook.NONE);
    return PROGRAM.run("ls", bucket) == 0;
  }
}
