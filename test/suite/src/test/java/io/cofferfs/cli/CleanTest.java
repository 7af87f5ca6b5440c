package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.AwsBucket;
import io.cofferfs.fs.s3.AwsObjectStore;
import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.MultipartUpload;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clean takes away, and what not. */
final class CleanTest {
  @RegisterExtension static final ServedProgram PROGRAM = new ServedProgram(EmbeddedS3.builder());

  private String bucket;
  private ObjectStore store;

  @BeforeEach
  void leaveThings() throws Exception {
    bucket = PROGRAM.newBucket();
    store =
        AwsObjectStore.open(PROGRAM.connection(bucket), new ServerSideEncryption.BucketDefault());
    for (String key : List.of("v/.coffer/orphans/1", "v/.coffer/volume.json", "v/file")) {
      store.put(key, PartBody.empty(), Map.of(), Precondition.none());
    }
    store.createMultipartUpload("v/upload", Map.of());
    store.createMultipartUpload("w/upload", Map.of());
    store.put("w/.coffer/orphans/2", PartBody.empty(), Map.of(), Precondition.none());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void clean_whatIsYoung_staysAsSomebodyMayUseIt() throws Exception {
    assertThat(PROGRAM.run("clean", bucket + "/v")).as(PROGRAM.err()).isZero();
    assertThat(PROGRAM.out()).isEqualTo("nothing to clean at " + bucket + "/v\n");
    assertThat(store.listMultipartUploads("")).hasSize(2);
    assertThat(keys("v/")).hasSize(3);
  }

  @Test
  void clean_dryRun_removesNothing() throws Exception {
    assertThat(PROGRAM.run("clean", "--older-than", "0s", "--dry-run", bucket + "/v")).isZero();
    assertThat(PROGRAM.out())
        .containsPattern("found an upload of [^ ]+: v/upload\n")
        .containsPattern("found a deleted file of [^ ]+: v/.coffer/orphans/1\n")
        .hasLineCount(2);
    assertThat(store.listMultipartUploads("")).hasSize(2);
    assertThat(keys("v/")).hasSize(3);
  }

  @Test
  void clean_olderThanGiven_removesLeftoversUnderTheLocationAlone() throws Exception {
    assertThat(PROGRAM.run("clean", "--older-than", "0s", bucket + "/v")).isZero();
    assertThat(PROGRAM.out())
        .containsPattern("aborted an upload of [^ ]+: v/upload\n")
        .containsPattern("removed a deleted file of [^ ]+: v/.coffer/orphans/1\n");
    assertThat(keys("v/")).containsExactly("v/.coffer/volume.json", "v/file");
    assertThat(keys("w/")).hasSize(1);
    assertThat(store.listMultipartUploads(""))
        .singleElement()
        .satisfies(upload -> assertThat(upload.key()).isEqualTo("w/upload"));
  }

  /** S-112: what a killed mount leaves of a probe is hidden, and removed by clean. */
  @Test
  void clean_probeThatWasNotDeleted_isRemoved() throws Exception {
    PROGRAM.faults(
        request ->
            request.method().equals("DELETE") && request.path().contains("/v/.coffer/probe/")
                ? Reaction.refusal(403, "AccessDenied")
                : Reaction.pass());
    assertThat(PROGRAM.run("doctor", "--probe", bucket + "/v")).isNotZero();
    PROGRAM.faults(RequestHook.NONE);
    assertThat(keys("v/.coffer/probe/")).isNotEmpty();
    assertThat(PROGRAM.run("clean", "--older-than", "0s", bucket + "/v")).isZero();
    assertThat(PROGRAM.out()).containsPattern("of [^ ]+: v/.coffer/probe/");
    assertThat(keys("v/.coffer/probe/")).isEmpty();
  }

  @Test
  void clean_asJson_tellsWhatWasDone() {
    assertThat(PROGRAM.run("clean", "--older-than", "0s", "--json", bucket + "/w")).isZero();
    assertThat(PROGRAM.out())
        .contains("\"kind\" : \"upload\"", "\"kind\" : \"set_aside\"", "\"removed\" : true")
        .startsWith("[")
        .endsWith("]\n");
  }

  @Test
  void clean_ofNoBucket_isNotFound() {
    assertThat(PROGRAM.run("clean", PROGRAM.newName())).isEqualTo(5);
  }

  // S-68: The uploads of a mount that died are aborted
  @Test
  void abandonedUploads_silentForLongEnough_areGivenUpUnderThePrefixAlone() throws Exception {
    Connection connection = PROGRAM.connection(bucket);
    MultipartUpload living = store.createMultipartUpload("v/living", Map.of());
    store.uploadPart(living, 1, PartBody.of(new byte[10]));
    assertThat(abandoned(connection, Duration.ofHours(1)).giveUp(Clock.systemUTC())).isZero();
    assertThat(store.listMultipartUploads("")).hasSize(3);
    // As if it were an hour later: a negative age reaches into the future.
    assertThat(abandoned(connection, Duration.ofHours(-1)).giveUp(Clock.systemUTC())).isEqualTo(2);
    assertThat(store.listMultipartUploads(""))
        .singleElement()
        .satisfies(upload -> assertThat(upload.key()).isEqualTo("w/upload"));
  }

  private AbandonedUploads abandoned(Connection connection, Duration age) {
    return new AbandonedUploads(store, "v/", age, () -> AwsBucket.open(connection));
  }

  @Test
  void clean_journalOfARenameThatIsNone_isLeftAndSaidSo() throws Exception {
    store.put("v/.coffer/moves/x", PartBody.of(new byte[5]), Map.of(), Precondition.none());
    assertThat(PROGRAM.run("clean", "--older-than", "0s", bucket + "/v")).isZero();
    assertThat(PROGRAM.out()).containsPattern("found a rename of [^ ]+: v/.coffer/moves/x\n");
    assertThat(PROGRAM.err()).contains("a rename is left");
    assertThat(keys("v/")).contains("v/.coffer/moves/x");
  }

  private List<String> keys(String prefix) throws Exception {
    return store.list(ListRequest.tree(prefix)).objects().stream().map(ListedObject::key).toList();
  }
}
