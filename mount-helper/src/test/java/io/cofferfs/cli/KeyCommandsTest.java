package io.cofferfs.cli;

import static io.cofferfs.cli.KeyFixture.STORED;
import static io.cofferfs.cli.KeyFixture.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots and epochs, changed from the command line. */
final class KeyCommandsTest {
  @TempDir private Path directory;
  private KeyFixture keys = new KeyFixture(Path.of("."));
  private TestProgram program = keys.program;
  private String first = "";

  @BeforeEach
  void makeVolume() {
    keys = new KeyFixture(directory);
    program = keys.program;
    first = keys.newKey("first");
    keys.init("--key-file", first);
  }

  @Test
  void init_tellsHowToMakeABackup() {
    assertThat(program.out()).contains("cofferfs key backup " + VOLUME + " FILE");
  }

  @Test
  void add_aKeyFile_unlocksTheVolumeToo() throws IOException {
    String second = keys.newKey("second");
    keys.succeed(
        "key", "add", VOLUME, "--key-file", first, "--new-key-file", second, "--label", "spare");
    assertThat(program.out()).contains("'spare'").contains("copy 1");
    assertThat(keys.opens("--key-file", first)).isTrue();
    assertThat(keys.opens("--key-file", second)).isTrue();
    assertThat(keys.slotTypes()).containsExactly("key-file", "key-file");
  }

  @Test
  void add_aPassphrase_unlocksTheVolumeToo() {
    program.environment.put("P", "open sesame");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-passphrase-file", "env:P");
    assertThat(keys.opens("--passphrase-file", "env:P")).isTrue();
  }

  @Test
  void add_aRecipient_letsTheHolderOfThePrivateKeyIn() {
    String identity = keys.newIdentity("identity");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--recipient", keys.exported(identity));
    assertThat(keys.opens("--identity-file", identity)).isTrue();
    String stranger = keys.newIdentity("stranger");
    keys.fail(3, "key", "list", VOLUME, "--identity-file", stranger);
    assertThat(program.err()).contains("identity ").contains("it wants key-file");
  }

  @Test
  void add_keepsWhatWasBefore_asANumberedCopy() throws IOException {
    byte[] before = keys.stored(STORED);
    String second = keys.newKey("second");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
    byte[] between = keys.stored(STORED);
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--key-file", second);
    assertThat(keys.keys())
        .containsExactly("p/.coffer/volume-000001.json", "p/.coffer/volume-000002.json", STORED);
    assertThat(keys.stored("p/.coffer/volume-000001.json")).isEqualTo(before);
    assertThat(keys.stored("p/.coffer/volume-000002.json")).isEqualTo(between);
  }

  @Test
  void add_withAWrongKey_changesNothing() throws IOException {
    byte[] before = keys.stored(STORED);
    String other = keys.newKey("other");
    keys.fail(3, "key", "add", VOLUME, "--key-file", other, "--new-key-file", other);
    assertThat(program.err()).contains("does not open volume").hasLineCount(1);
    assertThat(keys.stored(STORED)).isEqualTo(before);
    assertThat(keys.keys()).containsExactly(STORED);
  }

  @Test
  void add_withoutANewKey_orWithTwo_isAUsageError() {
    keys.fail(2, "key", "add", VOLUME, "--key-file", first);
    assertThat(program.err()).contains("--new-key-file");
    keys.fail(
        2, "key", "add", VOLUME, "--key-file", first, "--new-key-file", first, "--recipient", "x");
    keys.fail(
        2, "key", "add", VOLUME, "--key-file", first, "--new-key-file", first, "--label", "\u00e9");
  }

  @Test
  void add_aPrivateKeyAsRecipient_isRefused() {
    String identity = keys.newIdentity("identity");
    keys.fail(3, "key", "add", VOLUME, "--key-file", first, "--recipient", identity);
    assertThat(program.err()).contains("cannot be a recipient");
  }

  @Test
  void add_whereNoVolumeIs_isNotFound() {
    keys.fail(5, "key", "add", "s3://bucket/none", "--key-file", first, "--new-key-file", first);
    assertThat(program.err()).contains("cofferfs init");
  }

  @Test
  void remove_anotherSlot_locksItsKeyOut() throws IOException {
    String second = keys.newKey("second");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
    keys.succeed("key", "remove", VOLUME, keys.slot(0), "--key-file", second);
    assertThat(program.out()).contains("--delete-copies");
    assertThat(keys.opens("--key-file", first)).isFalse();
    assertThat(keys.opens("--key-file", second)).isTrue();
  }

  @Test
  void remove_theSlotThatUnlockedIt_wantsAnotherKeyOrForce() throws IOException {
    String second = keys.newKey("second");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
    String slot = keys.slot(0);
    keys.fail(1, "key", "remove", VOLUME, slot, "--key-file", first);
    assertThat(program.err()).contains("with slot " + slot + " itself").contains("--force");
    assertThat(keys.opens("--key-file", first)).isTrue();
    keys.succeed("key", "remove", VOLUME, slot, "--key-file", first, "--force");
    assertThat(keys.opens("--key-file", first)).isFalse();
  }

  @Test
  void remove_theLastSlot_isRefused() throws IOException {
    keys.fail(1, "key", "remove", VOLUME, keys.slot(0), "--key-file", first, "--force");
    assertThat(program.err()).contains("last one");
    assertThat(keys.opens("--key-file", first)).isTrue();
  }

  @Test
  void remove_aSlotThatIsNot_isNotFound() {
    keys.fail(5, "key", "remove", VOLUME, "00000000", "--key-file", first);
  }

  @Test
  void remove_withDeleteCopies_leavesNothingThatTheKeyOpens() throws IOException {
    String second = keys.newKey("second");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
    keys.succeed("key", "remove", VOLUME, keys.slot(0), "--key-file", second, "--delete-copies");
    assertThat(keys.keys()).containsExactly(STORED);
  }

  @Test
  void rotate_theOnlySlot_putsTheNewKeyInItsPlace() throws IOException {
    String slot = keys.slot(0);
    String second = keys.newKey("second");
    keys.succeed("key", "rotate", VOLUME, "--key-file", first, "--new-key-file", second);
    assertThat(keys.slot(0)).isEqualTo(slot);
    assertThat(keys.opens("--key-file", first)).isFalse();
    assertThat(keys.opens("--key-file", second)).isTrue();
  }

  @Test
  void rotate_oneOfTwo_wantsItsName() throws IOException {
    program.environment.put("P", "one");
    program.environment.put("Q", "two");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-passphrase-file", "env:P");
    keys.fail(2, "key", "rotate", VOLUME, "--key-file", first, "--new-passphrase-file", "env:Q");
    assertThat(program.err()).contains("key list");
    keys.succeed(
        "key",
        "rotate",
        VOLUME,
        keys.slot(1),
        "--key-file",
        first,
        "--new-passphrase-file",
        "env:Q");
    assertThat(keys.opens("--passphrase-file", "env:P")).isFalse();
    assertThat(keys.opens("--passphrase-file", "env:Q")).isTrue();
  }

  @Test
  void rotate_epoch_addsOne_andChangesNoSlot() throws IOException {
    VolumeFile before = keys.volume();
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--key-file", first);
    assertThat(program.out()).contains("epoch 2").contains("unmount");
    assertThat(keys.volume().currentEpoch()).isEqualTo(2);
    assertThat(keys.volume().slots()).isEqualTo(before.slots());
    keys.fail(2, "key", "rotate", VOLUME, "--epoch", "--key-file", first, "--delete-copies");
  }

  @Test
  void aChange_doesNotTouchTheObjects() throws IOException {
    program.input("hello".getBytes(StandardCharsets.UTF_8));
    keys.succeed("put", "-", VOLUME + "/f", "--key-file", first);
    String second = keys.newKey("second");
    keys.succeed("key", "rotate", VOLUME, "--epoch", "--key-file", first);
    keys.succeed("key", "rotate", VOLUME, "--key-file", first, "--new-key-file", second);
    keys.succeed("cat", VOLUME + "/f", "--key-file", second);
    assertThat(program.out()).isEqualTo("hello");
  }

  @Test
  void add_whileSomeoneElseChangesTheFile_losesNothing() throws IOException {
    String second = keys.newKey("second");
    keys.succeed("key", "add", VOLUME, "--key-file", first, "--new-key-file", second);
    byte[] theirs = keys.stored(STORED);
    keys.succeed("key", "restore", VOLUME, "--copy", "1", "--key-file", first);
    byte[] before = keys.stored(STORED);
    // It is asked for after the file was read.
    program.terminal(new Interrupted(() -> keys.store(STORED, theirs)));
    keys.fail(1, "key", "add", VOLUME, "--key-file", first, "--new-passphrase");
    assertThat(program.err()).contains("changed meanwhile").contains("try again");
    assertThat(keys.stored(STORED)).isEqualTo(theirs);
    assertThat(keys.stored("p/.coffer/volume-000003.json")).isEqualTo(before);
  }

  @Test
  void list_withoutAKey_saysThatNothingIsProven() throws IOException {
    keys.succeed("key", "list", VOLUME);
    assertThat(program.out()).contains("slot " + keys.slot(0)).contains("as the store says");
    keys.succeed("key", "list", VOLUME, "--key-file", first);
    assertThat(program.out()).contains("authentic").doesNotContain("as the store says");
  }

  @Test
  void list_json_hasSlotsAndCopies() throws IOException {
    String second = keys.newKey("second");
    keys.succeed(
        "key", "add", VOLUME, "--key-file", first, "--new-key-file", second, "--label", "spare");
    keys.succeed("key", "list", VOLUME, "--json", "--key-file", first);
    assertThat(program.out().replaceAll("\\s", ""))
        .startsWith("{\"location\":\"" + VOLUME + "\"")
        .contains("\"generation\":2,\"authentic\":true,\"fingerprint\":\"")
        .contains("\"slots\":[{\"id\":\"" + keys.slot(0))
        .contains("\"label\":\"spare\"}]")
        .contains("\"copies\":[{\"number\":1,");
  }

  @Test
  void unlock_anotherVolumeThanIsMeant_isRefused() {
    keys.succeed("key", "list", VOLUME, "--key-file", first);
    String fingerprint = program.out().replaceAll("(?s).*fingerprint ([0-9a-f]+).*", "$1");
    keys.succeed("ls", VOLUME, "--key-file", first, "--volume-fingerprint", fingerprint);
    keys.succeed("init", "s3://bucket/q", "--key-file", first);
    keys.fail(4, "ls", "s3://bucket/q", "--key-file", first, "--volume-fingerprint", fingerprint);
    assertThat(program.err()).contains("another volume").contains(fingerprint);
  }

  @Test
  void exportPublic_printsPemAndNoSecret() throws IOException {
    String identity = keys.newIdentity("identity");
    keys.succeed("key", "export-public", identity);
    assertThat(program.out()).startsWith("-----BEGIN PUBLIC KEY-----");
    assertThat(program.err()).contains("key id ");
    assertThat(Files.readString(Path.of(identity))).contains("PRIVATE KEY");
    keys.fail(3, "key", "export-public", first);
    assertThat(program.err()).contains("is no identity").hasLineCount(1);
  }

  @Test
  void keygen_identity_neverTouchesAnExistingFile() throws IOException {
    byte[] before = Files.readAllBytes(Path.of(first));
    keys.fail(1, "keygen", "--identity", first);
    assertThat(Path.of(first)).hasBinaryContent(before);
  }

  @Test
  void init_withRecipientsOnly_leavesTheCreatorOut() throws IOException {
    String alice = keys.newIdentity("alice");
    String bob = keys.newIdentity("bob");
    String there = "s3://bucket/shared";
    keys.succeed(
        "init", there, "--recipient", keys.exported(alice), "--recipient", keys.exported(bob));
    assertThat(program.out()).contains("you cannot without one");
    keys.fail(3, "key", "list", there, "--key-file", first);
    keys.succeed("key", "list", there, "--identity-file", alice);
    keys.succeed("key", "list", there, "--identity-file", bob);
  }

  @Test
  void init_withAKeyAndARecipient_makesBothSlots() throws IOException {
    String alice = keys.newIdentity("alice");
    String there = "s3://bucket/both";
    keys.succeed("init", there, "--key-file", first, "--recipient", keys.exported(alice));
    assertThat(program.out()).doesNotContain("you cannot");
    keys.succeed("key", "list", there, "--identity-file", alice);
    keys.succeed("key", "list", there, "--key-file", first);
  }

  @Test
  void key_withoutACommand_isAUsageError() {
    keys.fail(2, "key");
    assertThat(program.err()).contains("no command given");
  }

  @Test
  void help_ofEveryCommand_isPrinted() {
    for (String name :
        new String[] {"list", "add", "remove", "rotate", "backup", "restore", "export-public"}) {
      keys.succeed("key", name, "--help");
      assertThat(program.out()).contains("Usage: cofferfs key " + name);
    }
  }

  /** A terminal where something happens before anything is typed. */
  private static final class Interrupted extends Terminal {
    private final Runnable first;

    Interrupted(Runnable first) {
      super(Path.of("/dev/null"));
      this.first = first;
    }

    @Override
    Optional<SecretBytes> ask(String question) {
      first.run();
      return Optional.of(SecretBytes.copyOf("secret".getBytes(StandardCharsets.UTF_8)));
    }
  }
}
