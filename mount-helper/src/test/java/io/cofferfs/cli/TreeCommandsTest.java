package io.cofferfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ls, cat, put, get and inspect. */
final class TreeCommandsTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;
  private Path key;

  @BeforeEach
  void makeVolume() {
    key = directory.resolve("k");
    program.environment.put("TMPDIR", directory.toString());
    program.run("keygen", key.toString());
    assertThat(program.run("init", "s3://bucket/p", "--key-file", key.toString())).isZero();
  }

  @Test
  void putThenCat_ofAFile_givesItsContent() throws IOException {
    put("hello", "s3://bucket/p/dir/a.txt");
    assertThat(run("cat", "s3://bucket/p/dir/a.txt")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("hello");
    assertThat(body("p/dir/a.txt")).doesNotContain("hello");
  }

  @Test
  void put_ofStandardInput_storesIt() {
    program.input("from a pipe".getBytes(UTF_8));
    assertThat(run("put", "-", "s3://bucket/p/x")).as(program.err()).isZero();
    assertThat(run("get", "s3://bucket/p/x", "-")).isZero();
    assertThat(program.out()).isEqualTo("from a pipe");
  }

  @Test
  void put_ontoADirectory_storesUnderTheLocalName() throws IOException {
    put("1", "s3://bucket/p/");
    assertThat(run("ls", "s3://bucket/p")).isZero();
    assertThat(program.out()).isEqualTo("local\n");
  }

  @Test
  void putAndGet_ofATree_keepContentModesTimesAndLinks() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("sub"));
    Path file = Files.writeString(tree.resolve("sub/file"), "content");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/file"));
    assertThat(run("put", "-r", tree.toString(), "s3://bucket/p/copy")).as(program.err()).isZero();
    Path back = directory.resolve("back");
    assertThat(run("get", "-r", "s3://bucket/p/copy", back.toString())).as(program.err()).isZero();
    assertThat(back.resolve("sub/file")).hasContent("content");
    assertThat(Files.getPosixFilePermissions(back.resolve("sub/file")))
        .isEqualTo(Files.getPosixFilePermissions(file));
    assertThat(Files.getLastModifiedTime(back.resolve("sub/file")))
        .isEqualTo(Files.getLastModifiedTime(file));
    assertThat(Files.readSymbolicLink(back.resolve("link"))).hasToString("sub/file");
  }

  @Test
  void get_ofADirectoryWithoutR_isAUsageError() throws IOException {
    put("1", "s3://bucket/p/d/x");
    assertThat(run("get", "s3://bucket/p/d", directory.toString())).isEqualTo(2);
    assertThat(program.err()).contains("-r");
  }

  @Test
  void get_ofAMissingFile_isNotFoundAndLeavesNothing() {
    Path target = directory.resolve("out");
    assertThat(run("get", "s3://bucket/p/none", target.toString())).isEqualTo(5);
    assertThat(target).doesNotExist();
    assertThat(program.err()).startsWith("cofferfs: ").hasLineCount(1);
  }

  @Test
  void get_ofAForgedObject_isAnIntegrityErrorAndLeavesNothing() throws IOException {
    put("hello", "s3://bucket/p/x");
    forge("p/x");
    Path target = directory.resolve("out");
    assertThat(run("get", "s3://bucket/p/x", target.toString())).isEqualTo(4);
    assertThat(target).doesNotExist();
  }

  @Test
  void ls_inEachForm_showsFilesDirectoriesAndLinks() throws IOException {
    put("hello", "s3://bucket/p/b/file");
    assertThat(run("ls", "s3://bucket/p/")).isZero();
    assertThat(program.out()).isEqualTo("b/\n");
    assertThat(run("ls", "-r", "s3://bucket/p")).isZero();
    assertThat(program.out()).isEqualTo("b/\nb/file\n");
    assertThat(run("ls", "-l", "s3://bucket/p/b/file")).isZero();
    assertThat(program.out()).startsWith("-rw").contains(" 5 ").endsWith(" file\n");
    assertThat(run("ls", "--json", "s3://bucket/p/b")).isZero();
    assertThat(program.out()).contains("\"name\" : \"file\"").contains("\"length\" : 5");
  }

  @Test
  void cryptoProvider_thatIsThere_isUsed() throws IOException {
    put("hello", "s3://bucket/p/file");
    assertThat(run("cat", "--crypto-provider", "jdk", "s3://bucket/p/file")).isZero();
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void cryptoProvider_thatIsNot_isNeverReplacedByAnother() throws IOException {
    put("hello", "s3://bucket/p/file");
    assertThat(run("cat", "--crypto-provider", "bcfips", "s3://bucket/p/file")).isEqualTo(1);
    assertThat(program.err()).contains("bcfips cannot be used: its jar must be named");
    assertThat(run("cat", "--crypto-provider", "none", "s3://bucket/p/file")).isEqualTo(2);
    assertThat(run("cat", "--crypto-provider-jar", "x.jar", "s3://bucket/p/file")).isEqualTo(2);
    assertThat(program.out()).isEmpty();
  }

  @Test
  void ls_withoutAKey_saysWhatTheVolumeWants() {
    assertThat(program.run("ls", "s3://bucket/p")).isEqualTo(3);
    assertThat(program.err()).contains("--key-file").contains("key-file (");
  }

  @Test
  void ls_ofThePlainBucket_showsWhatOtherToolsStored() throws IOException {
    store("other/x", "plain");
    assertThat(program.run("ls", "s3://bucket/other")).as(program.err()).isZero();
    assertThat(program.out()).isEqualTo("x\n");
    assertThat(program.run("cat", "s3://bucket/other/x")).isZero();
    assertThat(program.out()).isEqualTo("plain");
  }

  @Test
  void key_whereThereIsNoVolume_isRefusedRatherThanIgnored() {
    assertThat(run("put", key.toString(), "s3://bucket/elsewhere/x")).isEqualTo(5);
    assertThat(program.err()).contains("cofferfs init");
  }

  @Test
  void cseNone_onAVolume_mayReadButNotWrite() throws IOException {
    put("hello", "s3://bucket/p/x");
    Path local = Files.writeString(directory.resolve("plain"), "secret");
    assertThat(program.run("put", "--cse", "none", local.toString(), "s3://bucket/p/y"))
        .isEqualTo(1);
    assertThat(program.err()).contains("unencrypted");
    assertThat(program.run("cat", "--cse", "none", "s3://bucket/p/x")).isZero();
    assertThat(program.outBytes()).startsWith("COFFER".getBytes(UTF_8));
  }

  @Test
  void put_whereThereIsNoVolume_saysSoUnlessThatIsMeant() throws IOException {
    String local = Files.writeString(directory.resolve("plain"), "x").toString();
    assertThat(program.run("put", local, "s3://bucket/other/x")).isZero();
    assertThat(program.err())
        .isEqualTo(
            "cofferfs: not encrypted on the client: there is no volume at s3://bucket/other/x;"
                + " cofferfs init makes one\n");
    assertThat(program.run("put", "--cse", "none", local, "s3://bucket/other/x")).isZero();
    assertThat(program.err()).isEmpty();
    put("x", "s3://bucket/p/x");
    assertThat(program.err()).isEmpty();
    assertThat(program.run("cat", "s3://bucket/other/x")).isZero();
    assertThat(program.err()).isEmpty();
  }

  @Test
  void get_ontoALinkToADevice_isRefused() throws IOException {
    put("hello", "s3://bucket/p/x");
    Path link = Files.createSymbolicLink(directory.resolve("l"), Path.of("/dev/null"));
    assertThat(run("get", "s3://bucket/p/x", link.toString())).isEqualTo(1);
    assertThat(program.err()).contains("/l: is no regular file");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void reservedNames_areNoFiles() {
    assertThat(run("cat", "s3://bucket/p/.coffer/volume.json")).isEqualTo(3);
  }

  @Test
  void inspect_ofAVolume_needsNoKey() {
    assertThat(program.run("inspect", "s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).contains("coffer 1").contains("65536").contains("key-file (");
  }

  @Test
  void inspect_ofAnObjectWithTheKey_authenticatesIt() throws IOException {
    put("hello", "s3://bucket/p/x");
    assertThat(run("inspect", "--json", "s3://bucket/p/x")).as(program.err()).isZero();
    assertThat(program.out())
        .contains("\"metadata_authentic\" : \"yes\"")
        .contains("\"length\" : 5")
        .contains("\"object_length\" : 97");
  }

  @Test
  void inspect_ofNothing_isNotFound() {
    assertThat(program.run("inspect", "s3://bucket/none")).isEqualTo(5);
  }

  @Test
  void inspect_ofAPlainBucket_saysThereIsNoEncryption() throws IOException {
    store("other/x", "plain");
    assertThat(program.run("inspect", "s3://bucket/other/x")).isZero();
    assertThat(program.out()).containsPattern("cse +none");
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

  private void forge(String storeKey) throws IOException {
    ListedObject object = program.store.list(ListRequest.tree(storeKey)).objects().get(0);
    try (var body = program.store.get(object.key(), Optional.empty(), Optional.empty())) {
      byte[] bytes = body.stream().readAllBytes();
      bytes[bytes.length - 1] ^= 1;
      program.store.put(storeKey, PartBody.of(bytes), body.info().metadata(), Precondition.none());
    }
  }

  private String body(String storeKey) throws IOException {
    try (var body = program.store.get(storeKey, Optional.empty(), Optional.empty())) {
      return new String(body.stream().readAllBytes(), UTF_8);
    }
  }
}
