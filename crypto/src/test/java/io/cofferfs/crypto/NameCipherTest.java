package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NameCipherTest {
  private final KeyFileKey key = TestVolume.newKey();
  private VolumeFile file;
  private VolumeKeys keys;
  private NameCipher names;

  @BeforeEach
  void make() throws IOException {
    file = VolumeFile.create(new VolumeOptions(64, true), key, TestVolume.RANDOM);
    keys = file.unlock(key);
    names = keys.names().orElseThrow();
  }

  @AfterEach
  void close() {
    keys.close();
    key.close();
  }

  /** F-30. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "file.txt", "ü 電池", ".hidden", "...", "-", "a\nb"})
  void sealedName_opensInItsDirectoryOnly(String name) throws CofferException {
    String sealed = names.seal("dir/sub", name);
    assertThat(sealed).matches("[A-Za-z0-9_-]+");
    assertThat(sealed)
        .hasSize(NameCipher.sealedLength(name.getBytes(StandardCharsets.UTF_8).length));
    assertThat(names.seal("dir/sub", name)).isEqualTo(sealed);
    assertThat(names.seal("dir", name)).isNotEqualTo(sealed);
    assertThat(names.open("dir/sub", sealed)).isEqualTo(name);
    assertRefused(Reason.NOT_BOUND, () -> names.open("dir", sealed));
    assertRefused(Reason.NOT_BOUND, () -> names.open("", sealed));
  }

  @Test
  void sealedName_altered_isNotBound() throws CofferException {
    String sealed = names.seal("", "file");
    for (int at = 0; at < sealed.length() - 1; at++) {
      char other = sealed.charAt(at) == 'A' ? 'B' : 'A';
      String altered = sealed.substring(0, at) + other + sealed.substring(at + 1);
      assertRefused(Reason.NOT_BOUND, () -> names.open("", altered));
    }
  }

  /** F-31. */
  @Test
  void name_ofUpTo255Bytes_isSealed_andAboveIsTooLong() throws CofferException {
    String longest = "n".repeat(255);
    assertThat(names.seal("d", longest)).hasSize(362);
    assertThat(names.open("d", names.seal("d", longest))).isEqualTo(longest);
    assertRefused(Reason.NAME_TOO_LONG, () -> names.seal("d", longest + "n"));
    assertRefused(Reason.NAME_TOO_LONG, () -> names.seal("d", "ü".repeat(128)));
  }

  /** F-32: names are bytes. */
  @Test
  void name_thatIsNotUtf8_isSealedAsBytes() throws CofferException {
    byte[] latin1 = "für".getBytes(StandardCharsets.ISO_8859_1);
    byte[] parent = {(byte) 0xff};
    String sealed = names.seal(parent, latin1);
    assertThat(names.open(parent, sealed)).isEqualTo(latin1);
    String inRoot = names.seal(new byte[0], latin1);
    assertRefused(Reason.MALFORMED, () -> names.open("", inRoot));
  }

  /** F-32. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0b", "\ud800"})
  void whatIsNoName_isNotSealed(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> names.seal("", name));
  }

  /** F-32: not even the owner's own hand may have made it. */
  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/b", "a\0b"})
  void sealedWhatIsNoName_isMalformed(String name) throws CofferException {
    NameCipher cipher = new NameCipher(SecretBytes.take(new byte[64]));
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    byte[] sealed =
        new org.cryptomator.siv.SivMode().encrypt(new byte[32], new byte[32], bytes, new byte[0]);
    String text = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    assertRefused(Reason.MALFORMED, () -> cipher.open("", text));
  }

  @Test
  void keysOfOtherTools_areMalformed() throws CofferException {
    String sealed = names.seal("", "ab");
    assertThat(sealed).hasSize(24);
    String oneSpare = names.seal("", "a");
    for (String other :
        new String[] {
          "",
          "README",
          "a".repeat(363),
          sealed + "=",
          sealed.replace(sealed.charAt(3), '+'),
          oneSpare.substring(0, 22) + strayBit(oneSpare.charAt(22)),
          "a".repeat(25)
        }) {
      assertRefused(Reason.MALFORMED, () -> names.open("", other));
    }
  }

  /** The same bytes in another spelling: the last character of 23 has two bits to spare. */
  private static char strayBit(char last) {
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return digits.charAt(digits.indexOf(last) + 1);
  }

  /** F-30. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/", "a/b/c.txt", "dir/ü/"})
  void path_sealedComponentByComponent_opens(String path) throws CofferException {
    String sealed = names.sealPath(path);
    assertThat(names.openPath(sealed)).isEqualTo(path);
    assertThat(sealed.endsWith("/")).isEqualTo(path.endsWith("/"));
  }

  @Test
  void path_isItsNamesSealedOneByOne() throws CofferException {
    assertThat(names.sealPath("a/b/c"))
        .isEqualTo(names.seal("", "a") + "/" + names.seal("a", "b") + "/" + names.seal("a/b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> names.sealPath("a//b"));
    assertThatIllegalArgumentException().isThrownBy(() -> names.sealPath("/a"));
  }

  /** F-31. */
  @Test
  void path_whoseKeyIsTooLong_isRefused() throws CofferException {
    String name = "n".repeat(200);
    assertThat(names.sealPath(name + "/" + name + "/" + name)).hasSize(3 * 288 + 2);
    assertRefused(
        Reason.NAME_TOO_LONG, () -> names.sealPath(name + "/" + name + "/" + name + "/" + name));
  }

  /** F-33. */
  @Test
  void names_stayTheSame_whenAnEpochIsAdded() throws IOException {
    String sealed = names.seal("d", "file");
    try (UnlockedVolume unlocked = file.open(key, TestVolume.RANDOM, InstantSource.system());
        VolumeKeys rotated = unlocked.addEpoch().unlock(key)) {
      assertThat(rotated.currentEpoch()).isEqualTo(2);
      assertThat(rotated.names().orElseThrow().seal("d", "file")).isEqualTo(sealed);
    }
  }

  @Test
  void anotherVolume_hasOtherNames() throws IOException {
    String sealed = names.seal("", "file");
    VolumeFile other = VolumeFile.create(new VolumeOptions(64, true), key, TestVolume.RANDOM);
    try (VolumeKeys otherKeys = other.unlock(key)) {
      NameCipher otherNames = otherKeys.names().orElseThrow();
      assertRefused(Reason.NOT_BOUND, () -> otherNames.open("", sealed));
    }
  }

  @Test
  void volumeWithoutEncryptedNames_hasNoCipher() throws IOException {
    try (TestVolume plain = new TestVolume()) {
      assertThat(plain.file().encryptsNames()).isFalse();
      assertThat(plain.keys().names()).isEmpty();
    }
    assertThat(file.encryptsNames()).isTrue();
  }

  @Test
  void closedKeys_sealNothing() {
    keys.close();
    assertThatIllegalStateException().isThrownBy(() -> names.seal("", "a"));
  }
}
