package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.s3ec.LegacyObject;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on objects of the S3 Encryption Client, with each kind of key. */
final class EncryptionClientCommandsTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;
  private Path key;

  @BeforeEach
  void makeKey() {
    key = directory.resolve("k");
    program.environment.put("TMPDIR", directory.toString());
    program.run("keygen", key.toString());
  }

  @Test
  void putThenCat_withAKeyFile_givesTheContentOfWhatIsEncrypted() throws IOException {
    put("hello", "--key-file", key.toString());
    ObjectInfo stored = program.store.head("dir/a.txt");
    assertThat(stored.length()).isEqualTo(5 + 16);
    assertThat(stored.metadata()).containsEntry("x-amz-c", "115").containsEntry("x-amz-w", "02");
    assertThat(run("cat", "--key-file", key.toString())).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void putThenCat_withAKmsKey_asksTheServiceForEach() throws IOException {
    String arn = program.kms.createKey();
    put("hello", "--kms-key-id", arn);
    assertThat(program.kms.unwraps()).isZero();
    assertThat(run("cat", "--kms-key-id", arn)).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
    assertThat(program.kms.unwraps()).isEqualTo(1);
    assertThat(program.store.head("dir/a.txt").metadata()).containsEntry("x-amz-w", "12");
  }

  @Test
  void putThenCat_withAnIdentity_needsThePrivateHalfToRead() throws Exception {
    KeyPair pair = pair();
    Path open = pem("PUBLIC KEY", pair.getPublic().getEncoded());
    put("hello", "--identity-file", open.toString());
    assertThat(run("cat", "--identity-file", open.toString())).isEqualTo(3);
    assertThat(program.out()).isEmpty();
    Path secret = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    assertThat(run("cat", "--identity-file", secret.toString())).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void cat_withAnotherKey_isDenied() throws IOException {
    put("hello", "--key-file", key.toString());
    Path other = directory.resolve("other");
    program.run("keygen", other.toString());
    assertThat(run("cat", "--key-file", other.toString())).isEqualTo(3);
    assertThat(program.out()).isEmpty();
  }

  @Test
  void cat_ofAnObjectThatIsNotEncrypted_isAnIntegrityFailure() throws IOException {
    program.store.put("dir/a.txt", PartBody.of(new byte[100]), Map.of(), Precondition.none());
    assertThat(run("cat", "--key-file", key.toString())).isEqualTo(4);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).contains("not written by an S3 Encryption Client");
    assertThat(run("ls", "--key-file", key.toString())).as(program.err()).isZero();
  }

  @Test
  void anyCommand_withoutAKeyOrOnAVolume_saysWhatIsWrong() throws IOException {
    assertThat(run("cat")).isEqualTo(2);
    assertThat(run("cat", "--key-file", "env:K", "--identity-file", "env:I")).isEqualTo(2);
    assertThat(program.run("init", "s3://bucket", "--key-file", key.toString())).isZero();
    assertThat(run("cat", "--key-file", key.toString())).isEqualTo(1);
    assertThat(program.err()).contains("encrypted volume");
  }

  @Test
  void cat_withWhatIsNoIdentity_isDenied() throws IOException {
    put("hello", "--key-file", key.toString());
    assertThat(run("cat", "--identity-file", key.toString())).isEqualTo(3);
    assertThat(program.err()).contains("identity file");
  }

  @Test
  void verify_ofAWholeAndAChangedObject_tellsThemApart() throws IOException {
    put("hello", "--key-file", key.toString());
    assertThat(run("verify", "--key-file", key.toString(), "--json")).as(program.err()).isZero();
    assertThat(program.out()).containsPattern("\"intact\" *: *1");
    byte[] body = new byte[5 + 16];
    program.store.put(
        "dir/a.txt",
        PartBody.of(body),
        program.store.head("dir/a.txt").metadata(),
        Precondition.none());
    assertThat(run("verify", "--key-file", key.toString(), "--json")).isEqualTo(4);
    assertThat(program.out()).contains("dir/a.txt");
  }

  @Test
  void migrate_toAVolume_bringsTheContent() throws IOException {
    put("hello", "--key-file", key.toString());
    assertThat(migrate()).as(program.err()).isZero();
    assertThat(program.run("cat", "s3://bucket/volume/a.txt", "--key-file", key.toString()))
        .isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void migrate_ofABodyCutToNothing_isAnIntegrityFailure() throws IOException {
    put("hello", "--key-file", key.toString());
    program.store.put(
        "dir/a.txt",
        PartBody.of(new byte[16]),
        program.store.head("dir/a.txt").metadata(),
        Precondition.none());
    assertThat(migrate()).isEqualTo(4);
    assertThat(program.out()).startsWith("damaged  tampered");
    assertThat(program.store.keys()).doesNotContain("volume/a.txt");
  }

  @Test
  void migrate_ofAnEmptyObject_bringsIt() throws IOException {
    put("", "--key-file", key.toString());
    assertThat(migrate()).as(program.err()).isZero();
    assertThat(program.store.keys()).contains("volume/a.txt");
  }

  /** To a new volume beside it. */
  private int migrate() {
    String volume = "s3://bucket/volume";
    assertThat(program.run("init", volume, "--key-file", key.toString())).isZero();
    return program.run(
        "migrate",
        "s3://bucket/dir",
        volume,
        "--from-cse",
        "s3ec",
        "--from-key-file",
        key.toString(),
        "--to-key-file",
        key.toString(),
        "--verify");
  }

  @Test
  void migrate_toObjectsOfTheEncryptionClient_encryptsWhatWasPlain() throws IOException {
    PartBody plain = PartBody.of("plain text".getBytes(StandardCharsets.UTF_8));
    program.store.put("plain/a.txt", plain, Map.of(), Precondition.none());
    String[] migrate = {
      "migrate",
      "s3://bucket/plain",
      "s3://bucket/dir",
      "--to-cse=s3ec",
      "--to-key-file=" + key,
      "--verify"
    };
    assertThat(program.run(migrate)).as(program.err()).isZero();
    ObjectInfo stored = program.store.head("dir/a.txt");
    assertThat(stored.length()).isEqualTo(10 + 16);
    assertThat(stored.metadata()).containsEntry("x-amz-c", "115");
    assertThat(run("cat", "--key-file", key.toString())).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("plain text");
    assertThat(program.run(migrate)).as(program.err()).isZero();
    assertThat(program.store.head("dir/a.txt").etag()).isEqualTo(stored.etag());
  }

  @Test
  void inspect_ofObjectsOfEachVersion_tellsHowTheyAreSealed() throws IOException {
    put("hello", "--key-file", key.toString());
    assertThat(program.run("inspect", "s3://bucket/dir/a.txt", "--json")).isZero();
    assertThat(program.out().replaceAll("\\s", ""))
        .contains("\"cse\":\"s3ec\"", "\"s3ec_version\":3", "\"s3ec_key_wrap\":\"AES/GCM\"")
        .contains("withkeycommitment", "\"s3ec_legacy\":\"no\"", "oftheobject");
    for (LegacyObject object : LegacyObject.all()) {
      store("dir/" + object.name(), object);
    }
    assertThat(program.run("inspect", "s3://bucket/dir/kms-gcm-17")).as(program.err()).isZero();
    assertThat(program.out())
        .containsPattern("s3ec version +2\n")
        .containsPattern("s3ec content +AES-256-GCM\n")
        .containsPattern("s3ec kms context +\\{kms_cmk_id=alias/shared}\n");
    assertThat(program.run("inspect", "s3://bucket/dir/rsa-cbc-file-33")).isZero();
    assertThat(program.out())
        .containsPattern("s3ec version +1\n")
        .containsPattern("s3ec content +AES-256-CBC\n")
        .containsPattern("s3ec key wrap +RSA\n")
        .containsPattern("s3ec headers +in an instruction file\n")
        .contains("--s3ec-legacy");
    program.store.put("dir/p", PartBody.of(new byte[3]), Map.of(), Precondition.none());
    assertThat(program.run("inspect", "s3://bucket/dir/p")).isZero();
    assertThat(program.out()).containsPattern("cse +none\n").doesNotContain("s3ec");
    program.store.put(
        "dir/p", PartBody.of(new byte[3]), Map.of("x-amz-3", "A"), Precondition.none());
    assertThat(program.run("inspect", "s3://bucket/dir/p")).isZero();
    assertThat(program.out()).contains("s3ec damaged");
  }

  @Test
  void decrypt_ofADownloadedObjectAndItsHeaders_givesTheContent() throws IOException {
    put("hello", "--key-file", key.toString());
    Path body = Files.write(directory.resolve("body"), program.store.body("dir/a.txt"));
    Path headers = headers(program.store.head("dir/a.txt").metadata());
    assertThat(decrypt(body, headers, "--key-file", key.toString())).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
    Path target = directory.resolve("target");
    String[] toFile = {"--key-file", key.toString(), "-o", target.toString()};
    assertThat(decrypt(body, headers, toFile)).as(program.err()).isZero();
    assertThat(target).hasContent("hello");
    byte[] forged = Files.readAllBytes(body);
    forged[2] ^= 1;
    Files.write(body, forged);
    Files.delete(target);
    assertThat(decrypt(body, headers, toFile)).isEqualTo(4);
    assertThat(target).doesNotExist();
    assertThat(decrypt(body, headers, "--key-file", key.toString())).isEqualTo(4);
    assertThat(program.out()).isEmpty();
  }

  @Test
  void decrypt_ofLegacyObjects_wantsTheSwitch() throws IOException {
    for (LegacyObject object : LegacyObject.all()) {
      if (!object.kind().equals("kms")) {
        Path body = Files.write(directory.resolve("body"), object.body());
        Path headers = headers(object.metadata());
        List<String> options = new ArrayList<>(keyOf(object));
        if (object.instructions().isPresent()) {
          Path file = directory.resolve("instructions");
          Files.write(file, object.instructions().get());
          options.addAll(List.of("--s3ec-instructions", file.toString()));
        }
        assertThat(decrypt(body, headers, options.toArray(String[]::new))).isNotZero();
        assertThat(program.err()).contains("--s3ec-legacy");
        options.add("--s3ec-legacy");
        assertThat(decrypt(body, headers, options.toArray(String[]::new))).isZero();
        assertThat(program.outBytes()).isEqualTo(object.content());
      }
    }
  }

  @Test
  void decrypt_withoutHeadersOrWithOthers_isAUsageError() throws IOException {
    Path body = Files.write(directory.resolve("body"), new byte[20]);
    assertThat(program.run("decrypt", body.toString(), "--key-file", key.toString())).isEqualTo(2);
    for (String text : List.of("[]", "{", "no", "")) {
      Path headers = Files.writeString(directory.resolve("headers"), text);
      assertThat(decrypt(body, headers, "--key-file", key.toString())).as(text).isEqualTo(2);
    }
    assertThat(
            program.run(
                "decrypt",
                body.toString(),
                "--volume=" + body,
                "--s3ec-legacy",
                "--key-file=" + key))
        .isEqualTo(2);
  }

  private int decrypt(Path body, Path headers, String... options) {
    List<String> words = new ArrayList<>(List.of("decrypt", body.toString()));
    words.addAll(List.of("--s3ec-headers", headers.toString()));
    words.addAll(List.of(options));
    return program.run(words.toArray(String[]::new));
  }

  /** As the AWS command line prints them. */
  private Path headers(Map<String, String> metadata) throws IOException {
    String members =
        metadata.entrySet().stream()
            .map(e -> '"' + e.getKey() + "\": \"" + e.getValue().replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", "));
    return Files.writeString(
        directory.resolve("headers"),
        "{\"ContentLength\": 21, \"Parts\": [{\"a\": \"b\"}], \"Metadata\": {" + members + "}}");
  }

  @Test
  void legacyObject_isReadWithTheSwitch_andNamesItWithout() throws IOException {
    for (LegacyObject object : LegacyObject.all()) {
      String name = "dir/" + object.name();
      String place = "s3://bucket/" + name;
      store(name, object);
      List<String> words = new ArrayList<>(List.of("cat", place, "--cse", "s3ec"));
      words.addAll(keyOf(object));
      assertThat(program.run(words.toArray(String[]::new))).as(object.name()).isNotZero();
      assertThat(program.err()).contains("--s3ec-legacy");
      assertThat(program.out()).isEmpty();
      if (!object.kind().equals("kms")) {
        words.add("--s3ec-legacy");
        assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isZero();
        assertThat(program.outBytes()).isEqualTo(object.content());
      }
    }
  }

  @Test
  void lsOfLegacyObjects_tellsTheLengthsOfTheirContents() throws IOException {
    Map<String, Integer> lengths = new TreeMap<>();
    for (LegacyObject object : LegacyObject.all()) {
      if (object.kind().equals("aes")) {
        store("dir/" + object.name(), object);
        lengths.put(object.name(), object.content().length);
      }
    }
    Path aes = keyFile("aes", LegacyObject.aesKey());
    String[] ls = {"ls", "s3://bucket/dir", "--json", "--cse", "s3ec", "--s3ec-legacy"};
    List<String> words = new ArrayList<>(List.of(ls));
    words.addAll(List.of("--key-file", aes.toString()));
    assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isZero();
    lengths.forEach(
        (name, length) ->
            assertThat(program.out())
                .containsPattern(
                    "\"name\" *: *\"" + name + "\"[^}]*\"length\" *: *" + length + "[,\\s]"));
  }

  @Test
  void migrate_ofLegacyObjects_bringsTheirContents() throws IOException {
    Path aes = keyFile("aes", LegacyObject.aesKey());
    List<LegacyObject> objects =
        LegacyObject.all().stream()
            .filter(object -> object.kind().equals("aes"))
            .filter(object -> object.instructions().isEmpty())
            .toList();
    for (LegacyObject object : objects) {
      store("dir/" + object.name(), object);
    }
    String volume = "s3://bucket/volume";
    assertThat(program.run("init", volume, "--key-file", key.toString())).isZero();
    List<String> words = new ArrayList<>(List.of("migrate", "s3://bucket/dir", volume));
    words.addAll(List.of("--from-cse", "s3ec", "--from-key-file", aes.toString()));
    words.addAll(List.of("--to-key-file", key.toString(), "--verify"));
    assertThat(program.run(words.toArray(String[]::new))).isEqualTo(1);
    assertThat(program.out()).contains("--s3ec-legacy");
    words.add("--from-s3ec-legacy");
    assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isZero();
    for (LegacyObject object : objects) {
      String copy = volume + "/" + object.name();
      assertThat(program.run("cat", copy, "--key-file", key.toString())).isZero();
      assertThat(program.outBytes()).isEqualTo(object.content());
    }
  }

  @Test
  void instructionFiles_areDealtWithTogetherWithTheirObjects() throws IOException {
    LegacyObject object =
        LegacyObject.all().stream()
            .filter(candidate -> candidate.kind().equals("rsa"))
            .filter(candidate -> candidate.instructions().isPresent())
            .findFirst()
            .orElseThrow();
    store("dir/" + object.name(), object);
    String[] key = keyOf(object).toArray(String[]::new);
    String[] verify = {
      "verify", "s3://bucket/dir", "--json", "--cse=s3ec", "--s3ec-legacy", key[0], key[1]
    };
    assertThat(program.run(verify)).as(program.err()).isZero();
    assertThat(program.out())
        .containsPattern("\"intact\" *: *1")
        .containsPattern("\"instructions\" *: *1");
    String[] migrate = {
      "migrate",
      "s3://bucket/dir",
      "s3://bucket/copy",
      "--from-cse=s3ec",
      "--from-s3ec-legacy",
      "--from-" + key[0].substring(2),
      key[1],
      "--verify"
    };
    assertThat(program.run(migrate)).as(program.err()).isZero();
    assertThat(program.store.body("copy/" + object.name())).isEqualTo(object.content());
    assertThat(program.store.keys()).doesNotContain("copy/" + object.name() + ".instruction");
    program.store.put(
        "dir/alone.instruction", PartBody.of(new byte[20]), Map.of(), Precondition.none());
    assertThat(program.run(verify)).isEqualTo(4);
    assertThat(program.out()).contains("dir/alone.instruction", "foreign");
  }

  @Test
  void legacy_withWhatContradictsIt_isAUsageError() {
    String[] keyOption = {"--key-file", key.toString()};
    assertThat(run("cat", "--s3ec-legacy", "--s3ec-require-commitment", keyOption[0], keyOption[1]))
        .isEqualTo(2);
    assertThat(program.err()).contains("contradict");
    assertThat(
            program.run(
                "mount",
                "s3://bucket",
                directory.toString(),
                "--cse=s3ec",
                "--s3ec-legacy",
                "--attributes=list",
                keyOption[0],
                keyOption[1]))
        .isEqualTo(2);
    assertThat(program.err()).contains("--attributes list");
  }

  private void store(String name, LegacyObject object) throws IOException {
    program.store.put(name, PartBody.of(object.body()), object.metadata(), Precondition.none());
    if (object.instructions().isPresent()) {
      PartBody file = PartBody.of(object.instructions().get());
      program.store.put(name + ".instruction", file, Map.of(), Precondition.none());
    }
  }

  private List<String> keyOf(LegacyObject object) throws IOException {
    return switch (object.kind()) {
      case "aes" -> List.of("--key-file", keyFile("aes", LegacyObject.aesKey()).toString());
      case "rsa" ->
          List.of("--identity-file", pem("PRIVATE KEY", LegacyObject.rsaKey()).toString());
      default -> List.of("--kms-key-id", program.kms.createKey());
    };
  }

  private Path keyFile(String name, byte[] bytes) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, Base64.getEncoder().encodeToString(bytes));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private void put(String content, String... options) throws IOException {
    Path local = Files.writeString(directory.resolve("local"), content);
    List<String> words =
        new ArrayList<>(List.of("put", local.toString(), "s3://bucket/dir/a.txt", "--cse", "s3ec"));
    words.addAll(List.of(options));
    assertThat(program.run(words.toArray(String[]::new))).as(program.err()).isZero();
  }

  private int run(String command, String... options) {
    List<String> words =
        new ArrayList<>(List.of(command, "s3://bucket/dir/a.txt", "--cse", "s3ec"));
    words.addAll(List.of(options));
    return program.run(words.toArray(String[]::new));
  }

  private Path pem(String type, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(der);
    Path file =
        Files.writeString(
            directory.resolve(type),
            "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }
}
