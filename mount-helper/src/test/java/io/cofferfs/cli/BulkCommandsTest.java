package io.cofferfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** verify, reencrypt and migrate. */
final class BulkCommandsTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;
  private Path key;

  @BeforeEach
  void makeVolume() throws IOException {
    key = directory.resolve("k");
    program.environment.put("TMPDIR", directory.toString());
    program.run("keygen", key.toString());
    assertThat(program.run("init", "s3://bucket/p", "--key-file", key.toString())).isZero();
    put("hello", "s3://bucket/p/dir/a");
    put("world", "s3://bucket/p/dir/b");
  }

  @Test
  void verify_ofAnIntactVolume_saysHowMuchWasVerified() {
    assertThat(run("verify", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("3 objects, 286 bytes: 3 intact\n");
    assertThat(program.err()).isEmpty();
  }

  @Test
  void verify_ofDamage_namesItAndExitsWith4() throws IOException {
    program.store.tamper(
        "p/dir/a",
        body -> {
          body[80] ^= 1;
          return body;
        });
    assertThat(run("verify", "s3://bucket/p")).isEqualTo(4);
    assertThat(program.out())
        .startsWith("damaged  tampered         dir/a  (last chunk 0 of 33 bytes")
        .endsWith("3 objects, 286 bytes: 2 intact, 1 tampered\n");
    assertThat(program.err()).isEqualTo("cofferfs: 1 object is not what was stored\n");
  }

  @Test
  void verify_asJson_isOneObjectWithEveryFinding() throws IOException {
    store("p/foreign\u0007\"", "x");
    assertThat(run("verify", "s3://bucket/p", "--json")).isEqualTo(4);
    assertThat(texts(program.out()))
        .containsSubsequence("command", "verify", "findings", "path", "foreign\u0007\"")
        .containsSubsequence("verdict", "damaged", "outcome", "foreign", "detail")
        .containsSubsequence(
            "counts", "intact", "3", "foreign", "1", "objects", "4", "bytes", "287")
        .endsWith("complete", "true");
  }

  @Test
  void verify_ofANameWithControlCharacters_doesNotPrintThem() throws IOException {
    store("p/bell\u0007", "x");
    assertThat(run("verify", "s3://bucket/p", "--quiet")).isEqualTo(4);
    assertThat(program.out()).contains("bell\\u0007").hasLineCount(1);
  }

  @Test
  void verify_ofAPath_isOfThatAlone() {
    assertThat(run("verify", "s3://bucket/p/dir/a")).isZero();
    assertThat(program.out()).startsWith("1 object");
    assertThat(run("verify", "s3://bucket/p/none")).isEqualTo(5);
    assertThat(program.err()).isEqualTo("cofferfs: there is nothing at s3://bucket/p/none\n");
  }

  @Test
  void verify_withRequireBinding_refusesWhatHasNone() throws IOException {
    program.store.put(
        "p/dir/a", PartBody.of(program.store.body("p/dir/a")), Map.of(), Precondition.none());
    assertThat(run("verify", "s3://bucket/p")).isZero();
    assertThat(program.out()).startsWith("noted    unbound          dir/a");
    assertThat(run("verify", "s3://bucket/p", "--require-binding")).isEqualTo(4);
    assertThat(program.out()).startsWith("damaged  binding-missing  dir/a");
  }

  @Test
  void verify_withoutTheKey_isDenied() {
    assertThat(program.run("verify", "s3://bucket/p")).isEqualTo(3);
  }

  @Test
  void verify_ofAForgedVolumeFile_isAnIntegrityError() throws IOException {
    program.store.tamper(
        "p/.coffer/volume.json",
        body -> new String(body, UTF_8).replace("65536", "32768").getBytes(UTF_8));
    assertThat(run("verify", "s3://bucket/p")).isEqualTo(4);
    assertThat(program.err()).contains("MAC");
  }

  @Test
  void verify_ofAPlainBucket_saysWhatThatProves() throws IOException {
    store("plain/x", "x");
    assertThat(program.run("verify", "s3://bucket/plain")).isZero();
    assertThat(program.out()).isEqualTo("1 object, 1 byte: 1 checksum-matches\n");
    assertThat(program.err()).contains("proves nothing against whoever runs the store");
  }

  @Test
  void reencrypt_withOneEpoch_hasNothingToDo() {
    assertThat(run("reencrypt", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).endsWith("3 up-to-date\n");
  }

  @Test
  void reencrypt_removesAttributeIndexes() throws IOException {
    store("p/.coffer/attributes/0123", "sealed under an older key");
    assertThat(run("reencrypt", "s3://bucket/p", "--dry-run")).as(program.err()).isZero();
    assertThat(program.store.keys()).contains("p/.coffer/attributes/0123");
    assertThat(run("reencrypt", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.store.keys()).doesNotContain("p/.coffer/attributes/0123");
  }

  @Test
  void reencrypt_whereThereIsNoVolume_isNotFound() throws IOException {
    store("plain/x", "x");
    assertThat(program.run("reencrypt", "s3://bucket/plain")).isEqualTo(5);
  }

  @Test
  void migrate_fromPlainToAVolume_encrypts() throws IOException {
    store("old/dir/x", "old content");
    assertThat(migrate("s3://bucket/old", "s3://bucket/p/new")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("1 object, 11 bytes: 1 copied\n");
    assertThat(run("cat", "s3://bucket/p/new/dir/x")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("old content");
    assertThat(program.store.keys()).contains("old/dir/x");
    assertThat(migrate("s3://bucket/old", "s3://bucket/p/new")).isZero();
    assertThat(program.out()).endsWith("1 up-to-date\n");
  }

  @Test
  void migrate_fromAVolumeToPlain_decrypts() throws IOException {
    String[] arguments = {
      "migrate", "--from-key-file", key.toString(), "--to-cse", "none", "--verify"
    };
    assertThat(program.run(with(arguments, "s3://bucket/p/dir", "s3://bucket/plain")))
        .as(program.err())
        .isZero();
    assertThat(new String(program.store.body("plain/a"), UTF_8)).isEqualTo("hello");
    assertThat(program.err()).isEmpty();
  }

  @Test
  void migrate_ofABucketIntoAVolumeInIt_leavesTheVolumeOut() throws IOException {
    store("x", "1");
    assertThat(migrate("s3://bucket", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).endsWith("1 copied\n");
    assertThat(run("verify", "s3://bucket/p")).isZero();
    assertThat(program.out()).endsWith("4 intact\n");
  }

  @Test
  void migrate_intoItself_isAUsageError() {
    assertThat(migrate("s3://bucket/p/dir", "s3://bucket/p")).isEqualTo(2);
    assertThat(migrate("s3://bucket/p", "s3://bucket/p")).isEqualTo(2);
    assertThat(program.err()).contains("reencrypt");
  }

  @Test
  void migrate_ontoOtherObjects_failsUnlessTheyMayBeReplaced() throws IOException {
    store("old/a", "other");
    assertThat(migrate("s3://bucket/old", "s3://bucket/p/dir")).isEqualTo(1);
    assertThat(program.out()).startsWith("failed   conflict         old/a");
    assertThat(migrate("s3://bucket/old", "s3://bucket/p/dir", "--overwrite")).isZero();
    run("cat", "s3://bucket/p/dir/a");
    assertThat(program.out()).isEqualTo("other");
  }

  @Test
  void migrate_withFromRequireBinding_refusesWhatHasNone() throws IOException {
    program.store.put(
        "p/dir/a", PartBody.of(program.store.body("p/dir/a")), Map.of(), Precondition.none());
    String[] arguments = {
      "migrate", "--from-key-file", key.toString(), "--to-cse", "none", "s3://bucket/p/dir"
    };
    assertThat(program.run(with(arguments, "s3://bucket/strict", "--from-require-binding")))
        .isEqualTo(4);
    assertThat(program.out()).startsWith("damaged  binding-missing  dir/a");
    assertThat(program.store.keys()).doesNotContain("strict/a");
    assertThat(program.run(with(arguments, "s3://bucket/lax"))).as(program.err()).isZero();
    assertThat(program.out()).startsWith("noted    copied-unbound   dir/a");
  }

  @Test
  void migrate_asADryRun_writesNothing() throws IOException {
    store("old/a", "other");
    assertThat(migrate("s3://bucket/old", "s3://bucket/p/new", "--dry-run")).isZero();
    assertThat(program.out()).endsWith("1 pending\n");
    assertThat(program.store.keys()).doesNotContain("p/new/a");
  }

  @Test
  void connectionOptions_withoutAPrefix_areOfBothPlaces() throws IOException {
    store("old/a", "x");
    List<String> endpoints = new ArrayList<>();
    program.stores(
        (connection, encryption) -> {
          endpoints.add(connection.endpoint().toString());
          return program.store;
        });
    String[] both = {"migrate", "--to-key-file", key.toString(), "--endpoint-url", "https://a"};
    program.run(with(both, "--to-endpoint-url", "https://b", "s3://bucket/old", "s3://bucket/p"));
    assertThat(endpoints).containsExactly("Optional[https://a]", "Optional[https://b]");
    endpoints.clear();
    program.run(with(both, "s3://bucket/old", "s3://bucket/p"));
    assertThat(endpoints).containsExactly("Optional[https://a]", "Optional[https://a]");
  }

  @Test
  void parallel_outOfRange_isAUsageError() {
    assertThat(run("verify", "s3://bucket/p", "--parallel", "0")).isEqualTo(2);
  }

  private int migrate(String source, String destination, String... more) {
    List<String> all = new ArrayList<>(List.of("migrate", "--to-key-file", key.toString()));
    boolean fromVolume = source.startsWith("s3://bucket/p");
    all.addAll(fromVolume ? List.of("--from-key-file", key.toString()) : List.of());
    all.addAll(List.of(source, destination));
    all.addAll(List.of(more));
    return program.run(all.toArray(String[]::new));
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<String> texts(String json) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (!token.isStructStart() && !token.isStructEnd()) {
          texts.add(parser.getText());
        }
      }
    }
    return texts;
  }

  private int run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "--key-file", key.toString()));
    all.addAll(List.of(arguments));
    return program.run(all.toArray(String[]::new));
  }

  private void put(String content, String location) throws IOException {
    Path local = Files.writeString(directory.resolve("local"), content);
    assertThat(run("put", local.toString(), location)).as(program.err()).isZero();
  }

  private void store(String storeKey, String content) throws IOException {
    program.store.put(
        storeKey, PartBody.of(content.getBytes(UTF_8)), Map.of(), Precondition.none());
  }
}
