package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a volume that encrypts names; after each test no request has told one. */
final class EncryptedNamesCommandsTest {
  private final TestProgram program = new TestProgram();
  private final Eavesdropper server = new Eavesdropper();
  @TempDir private Path directory;
  private Path key;

  @BeforeEach
  void makeVolume() {
    key = directory.resolve("k");
    program.environment.put("TMPDIR", directory.toString());
    program.wire = server::on;
    program.run("keygen", key.toString());
    assertThat(run("init", "--encrypt-names", "s3://bucket/p")).as(program.err()).isZero();
  }

  @AfterEach
  void noNameWasTold() {
    assertThat(server.heard()).noneMatch(text -> text.contains("secret"));
  }

  @Test
  void putGetCatLs_workByThePlainPath() throws IOException {
    put("hello", "s3://bucket/p/secret/secret file");
    assertThat(run("cat", "s3://bucket/p/secret/secret file")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
    assertThat(run("ls", "-r", "s3://bucket/p")).isZero();
    assertThat(program.out()).isEqualTo("secret/\nsecret/secret file\n");
    assertThat(run("ls", "s3://bucket/p/secret/")).isZero();
    assertThat(program.out()).isEqualTo("secret file\n");
    Path back = directory.resolve("back");
    assertThat(run("get", "-r", "s3://bucket/p/secret", back.toString())).isZero();
    assertThat(back.resolve("secret file")).hasContent("hello");
    assertThat(run("get", "s3://bucket/p/secret/none", "-")).isEqualTo(5);
  }

  @Test
  void inspect_withTheKey_findsAnObjectByItsPathAndByItsKey() throws IOException {
    put("hello", "s3://bucket/p/secret");
    String stored = storedKey();
    for (String location : List.of("s3://bucket/p/secret", "s3://bucket/" + stored)) {
      assertThat(run("inspect", "--json", location)).as(program.err()).isZero();
      assertThat(program.out())
          .contains("\"names\" : \"encrypted\"")
          .contains("\"key\" : \"" + stored + '"')
          .contains("\"path\" : \"secret\"")
          .contains("\"metadata_authentic\" : \"yes\"");
    }
    assertThat(run("inspect", "s3://bucket/p/secret2")).isEqualTo(5);
  }

  @Test
  void inspect_withoutTheKey_knowsTheVolumeAndObjectsByTheirKeys() throws IOException {
    put("hello", "s3://bucket/p/secret");
    assertThat(program.run("inspect", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).containsPattern("names +encrypted");
    assertThat(program.run("inspect", "s3://bucket/p/secret")).isEqualTo(3);
    assertThat(program.err()).contains("--cse none");
    assertThat(program.run("inspect", "--cse", "none", "s3://bucket/" + storedKey())).isZero();
    assertThat(program.out()).containsPattern("object length +97");
  }

  @Test
  void decrypt_offline_needsNoPath() throws IOException {
    put("hello", "s3://bucket/p/secret");
    Path body = download(storedKey());
    Path volume = download("p/.coffer/volume.json");
    assertThat(run("decrypt", "--volume", volume.toString(), body.toString()))
        .as(program.err())
        .isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void requireBinding_onAnObjectWithoutMetadata_isAnError() throws IOException {
    put("hello", "s3://bucket/p/secret");
    String stored = storedKey();
    ObjectInfo info = program.store.head(stored);
    CopySource source = new CopySource(stored, info.length(), Optional.empty());
    program.store.copy(source, stored, Map.of());
    assertThat(run("cat", "s3://bucket/p/secret")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
    assertThat(run("cat", "--require-binding", "s3://bucket/p/secret")).isEqualTo(4);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).contains("no metadata binds the object to its path");
  }

  /** S-27: there are no volumes inside of such a volume. */
  @Test
  void init_insideOfTheVolume_isRefused() {
    assertThat(run("init", "s3://bucket/p/secret")).isEqualTo(1);
    assertThat(program.err()).contains("s3://bucket/p/, which encrypts names");
    assertThat(run("init", "--encrypt-names", "s3://bucket/p")).isEqualTo(1);
    assertThat(program.err()).contains("is a volume already");
  }

  /** S-27: none of its directories can be mounted alone. */
  @Test
  void mount_ofADirectoryOfTheVolume_isRefused() throws IOException {
    Path mountPoint = Files.createDirectory(directory.resolve("mnt"));
    // A mount names the place of a volume: there alone it is looked for first.
    assertThat(run("mount", "-f", "s3://bucket/p/sub", mountPoint.toString())).isEqualTo(1);
    assertThat(program.err()).contains("lies in the volume s3://bucket/p/; use that as a whole");
  }

  @Test
  void location_insideAPlainVolume_findsTheNearestOne() throws IOException {
    assertThat(run("init", "s3://bucket/outer")).isZero();
    assertThat(run("init", "s3://bucket/outer/inner")).as(program.err()).isZero();
    put("hello", "s3://bucket/outer/inner/x");
    assertThat(program.store.head("outer/inner/x").metadata()).containsKey("coffer");
    assertThat(run("inspect", "s3://bucket/outer/inner/x")).isZero();
    assertThat(program.out()).containsPattern("volume +s3://bucket/outer/inner/\n");
  }

  @Test
  void objectsUnderPlainKeys_areNotShown() throws IOException {
    PartBody body = PartBody.of(new byte[10]);
    program.store.put("p/foreign", body, Map.of(), Precondition.none());
    assertThat(run("ls", "s3://bucket/p")).isZero();
    assertThat(program.out()).isEmpty();
    assertThat(run("cat", "s3://bucket/p/foreign")).isEqualTo(5);
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

  private String storedKey() {
    return program.store.keys().stream()
        .filter(stored -> !stored.endsWith("/") && !stored.contains(".coffer"))
        .findFirst()
        .orElseThrow();
  }

  private Path download(String stored) throws IOException {
    return Files.write(
        directory.resolve("downloaded" + stored.hashCode()), program.store.body(stored));
  }
}
