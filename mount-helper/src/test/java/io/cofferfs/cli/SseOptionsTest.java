package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cofferfs.fs.s3.Connection;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.ServerSideEncryption.CustomerKeys;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of encryption by the server ask the store for. */
final class SseOptionsTest {
  private static final String KEY = "ff".repeat(32);

  @TempDir private Path directory;
  private final List<ServerSideEncryption> asked = new ArrayList<>();
  private final TestProgram program = new TestProgram(this::open);

  private ObjectStore open(Connection connection, ServerSideEncryption encryption) {
    asked.add(encryption);
    return program.store;
  }

  @Test
  void kms_withItsOptions_isAskedForWithThem() throws IOException {
    Path json = Files.writeString(directory.resolve("context.json"), "{\"owner\": \"a, b\"}");
    assertThat(
            ls(
                "--sse=kms:key-1",
                "--sse-bucket-key",
                "--sse-kms-context=team=blue,site=x=y",
                "--sse-kms-context=" + json))
        .isEqualTo(
            new Kms(
                Kms.Layers.SINGLE,
                Optional.of("key-1"),
                Map.of("team", "blue", "site", "x=y", "owner", "a, b"),
                /* bucketKey= */ true));
  }

  @Test
  void kms_ofTwoLayers_isAskedFor() {
    assertThat(ls("--sse=kms-dsse", "--sse-kms-key-id=key-2"))
        .isEqualTo(new Kms(Kms.Layers.DUAL, Optional.of("key-2"), Map.of(), false));
  }

  @Test
  void customerKeys_fromAFile_areAllTaken() throws IOException {
    Path file = keyFile("keys", KEY + " # since May\n" + "00".repeat(32));
    assertThat(ls("--sse=c", "--sse-c-key-file=" + file)).isInstanceOf(CustomerKeys.class);
  }

  @Test
  void customerKeys_byPrefix_areRead() throws IOException {
    keyFile("one.key", KEY + "\n" + "00".repeat(32));
    Path map =
        Files.writeString(
            directory.resolve("map"),
            "# prefix keys\n\nprojects/a/  one.key 2\nwith blank/\tone.key\n* one.key\n");
    CustomerKeys keys = (CustomerKeys) ls("--sse=c", "--sse-c-key-map=" + map);
    assertThat(keys.keyring()).isInstanceOf(CustomerKeyring.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p/",
        "p/ one.key 3",
        "p/ one.key 0",
        "p/ one.key x",
        "p/ a b c",
        "p/ none.key",
        "p/ fd:x",
        "p/ one.key\np/ one.key"
      })
  void customerKeyMap_withALineThatIsNone_isRefusedByItsNumber(String line) throws IOException {
    Path file = keyFile("one.key", KEY + "\n" + "00".repeat(32));
    Path map = Files.writeString(directory.resolve("map"), line + "\n");
    int code = run("--sse=c", "--sse-c-key-file=" + file, "--sse-c-key-map=" + map);
    assertThat(code).isIn(1, 5);
    assertThat(program.err()).containsAnyOf("line ", "no key file");
    assertThat(asked).isEmpty();
  }

  @Test
  void customerKeyMap_needsKeysForEverythingElse_once() throws IOException {
    Path file = keyFile("one.key", KEY);
    Path partial = Files.writeString(directory.resolve("partial"), "p/ one.key\n");
    Path whole = Files.writeString(directory.resolve("whole"), "* one.key\n");
    assertThat(run("--sse=c", "--sse-c-key-map=" + partial)).isEqualTo(2);
    assertThat(run("--sse=c", "--sse-c-key-map=" + whole, "--sse-c-key-file=" + file)).isEqualTo(2);
    assertThat(run("--sse=c", "--sse-c-key-map=" + partial, "--sse-c-key-file=" + file)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "--sse=s3, --sse-bucket-key",
    "--sse=s3, --sse-kms-context=a=b",
    "--sse=kms-dsse, --sse-bucket-key",
    "--sse=kms, --sse-c-key-file=env:KEY",
    "--sse=kms, --sse-c-key-map=/dev/null",
    "--sse=c, --sse-kms-key-id=key"
  })
  void options_ofAnotherKind_areRefused(String sse, String other) {
    program.environment.put("KEY", KEY);
    assertThat(run(sse, other)).isEqualTo(2);
    assertThat(run("--sse=c")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b,c", "=b", "a=b,a=c"})
  void context_ofAnotherForm_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> KmsContextSource.parse(text));
  }

  private ServerSideEncryption ls(String... options) {
    assertThat(run(options)).as(program.err()).isZero();
    return asked.get(asked.size() - 1);
  }

  private int run(String... options) {
    List<String> words = new ArrayList<>(List.of("ls", "s3://bucket"));
    words.addAll(List.of(options));
    return program.run(words.toArray(String[]::new));
  }

  private Path keyFile(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
