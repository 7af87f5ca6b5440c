package io.cofferfs.cli;

import static io.cofferfs.cli.KeyFixture.STORED;
import static io.cofferfs.cli.KeyFixture.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No plaintext goes to, or comes from, a place that was meant to be an encrypted volume. */
final class LostVolumeTest {
  private static final String FINGERPRINT = "00112233445566778899aabbccddeeff";
  private static final String FILE = VOLUME + "/dir/x";

  @TempDir private Path directory;
  private KeyFixture keys = new KeyFixture(Path.of("."));
  private TestProgram program = keys.program;
  private String key = "";

  @BeforeEach
  void makeKey() {
    keys = new KeyFixture(directory);
    program = keys.program;
    key = keys.newKey("key");
    program.environment.put("XDG_RUNTIME_DIR", directory.toString());
    program.environment.put("XDG_STATE_HOME", directory.toString());
    program.environment.put("TMPDIR", directory.toString());
    program.input("secret".getBytes(StandardCharsets.UTF_8));
  }

  @Timeout(60) // One that is not refused would mount, and serve.
  @ParameterizedTest
  @ValueSource(
      strings = {"--volume-fingerprint=" + FINGERPRINT, "--require-binding", "--cse-strict"})
  void anyCommand_meantForAVolume_refusesAPlainPlace(String option) throws IOException {
    keys.store("p/dir/x", "made up".getBytes(StandardCharsets.UTF_8));
    Path mountPoint = Files.createDirectory(directory.resolve("m"));
    keys.fail(5, "mount", option, VOLUME, mountPoint.toString());
    assertThat(program.err()).contains("no encrypted volume at " + VOLUME);
    keys.fail(5, "mount", "--read-only", option, VOLUME, mountPoint.toString());
    keys.fail(5, "cat", option, FILE);
    assertThat(program.out()).isEmpty();
    keys.fail(5, "put", option, "-", VOLUME + "/dir/y");
    assertThat(keys.keys()).containsExactly("p/dir/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--volume-fingerprint=" + FINGERPRINT, "--require-binding", "--cse-strict"})
  void cseNone_withWhatIsForVolumesOnly_isAUsageError(String option) {
    keys.fail(2, "cat", "--cse", "none", option, FILE);
    assertThat(program.err()).contains("makes no sense with --cse none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--volume-fingerprint=" + FINGERPRINT, "--require-binding", "--cse-strict"})
  void cseS3ec_withWhatIsForVolumesOnly_isAUsageError(String option) {
    keys.fail(2, "cat", "--cse", "s3ec", "--key-file", key, option, FILE);
    assertThat(program.err()).contains("makes no sense with --cse s3ec");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--s3ec-require-commitment", "--s3ec-legacy"})
  void whatIsForS3ec_withoutIt_isAUsageError(String option) {
    keys.fail(2, "cat", option, FILE);
    assertThat(program.err()).contains("with --cse s3ec only");
  }

  @Test
  void backupAndList_withAFingerprintOnly_wantAKey() {
    keys.init("--key-file", key);
    String backup = keys.path("backup");
    keys.fail(3, "key", "backup", VOLUME, backup, "--volume-fingerprint", FINGERPRINT);
    assertThat(program.err()).contains("give --key-file");
    assertThat(Path.of(backup)).doesNotExist();
    keys.fail(3, "key", "list", VOLUME, "--volume-fingerprint", FINGERPRINT);
    assertThat(program.out()).isEmpty();
  }

  @Test
  void put_belowAPlaceThatIsDenied_wantsToBeToldThatItIsPlain() throws IOException {
    keys.init("--key-file", key);
    denyTheVolumeFile();
    keys.fail(3, "put", "-", FILE);
    assertThat(program.err())
        .contains("could not see whether " + VOLUME)
        .contains("access to " + VOLUME + "/ denied")
        .contains("--cse none");
    assertThat(keys.keys()).containsExactly(STORED);
    denyTheVolumeFile();
    keys.succeed("put", "-", FILE, "--cse", "none");
  }

  @Test
  void cat_belowAPlaceThatIsDenied_isDone() {
    keys.store("p/dir/x", "plain".getBytes(StandardCharsets.UTF_8));
    denyTheVolumeFile();
    keys.succeed("cat", FILE);
    assertThat(program.out()).isEqualTo("plain");
  }

  @Test
  void put_whereCopiesMayNotBeListed_wantsToBeToldThatItIsPlain() throws IOException {
    denyListing();
    keys.fail(3, "put", "-", FILE);
    assertThat(program.err())
        .contains("could not see whether " + FILE)
        .contains("list what it keeps")
        .contains("--cse none");
    assertThat(keys.keys()).isEmpty();
    program.wire = UnaryOperator.identity();
    keys.succeed("put", "-", FILE, "--cse", "none");
  }

  @Test
  void init_whereCopiesMayNotBeListed_makesNothing() throws IOException {
    denyListing();
    keys.fail(3, "init", VOLUME, "--key-file", key);
    assertThat(program.err()).contains("could not see whether an earlier volume");
    assertThat(keys.keys()).isEmpty();
  }

  private void denyListing() {
    program.wire =
        store -> {
          FaultyObjectStore denying = new FaultyObjectStore(store);
          for (int i = 0; i < 10; i++) {
            denying.next(Request.LIST, Fault.refusal(Reason.ACCESS_DENIED));
          }
          return denying;
        };
  }

  /** The bucket's own is asked for first. */
  private void denyTheVolumeFile() {
    program.wire =
        store ->
            new FaultyObjectStore(store)
                .spare(Request.GET, 1)
                .next(Request.GET, Fault.refusal(Reason.ACCESS_DENIED));
  }
}
