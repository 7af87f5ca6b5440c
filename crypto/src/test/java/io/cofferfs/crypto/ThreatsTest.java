package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What THREATS.md claims and no other test shows: of what is protected, and of what is not. */
final class ThreatsTest {
  private static final String PATH = "private/salaries.txt";
  private static final byte[] CONTENT = "forty-two thousand".getBytes(StandardCharsets.US_ASCII);

  private final KeyFileKey key = TestVolume.newKey();
  private VolumeFile file;
  private VolumeKeys keys;

  @BeforeEach
  void make() throws IOException {
    file = VolumeFile.create(new VolumeOptions(64, true), key, TestVolume.RANDOM);
    keys = file.unlock(key);
  }

  @AfterEach
  void close() {
    keys.close();
    key.close();
  }

  private static UnlockedVolume open(VolumeFile file, UnlockKey key) throws IOException {
    return file.open(key, TestVolume.RANDOM, InstantSource.system());
  }

  private static FileMetadata metadata() {
    Xattrs xattrs =
        Xattrs.EMPTY.with("user.mood", "secretly glad".getBytes(StandardCharsets.UTF_8));
    return new FileMetadata(
        0100600, 4711, 4711, new Timestamp(1, 2), new Timestamp(3, 4), 0, xattrs);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsStored_holdsNeitherContentNorNamesNorKeys() throws IOException {
    ObjectCipher cipher = keys.newObject();
    String header = keys.metadata().seal(cipher, metadata(), PATH);
    String stored =
        keys.names().orElseThrow().sealPath(PATH)
            + header
            + latin1(java.util.Base64.getDecoder().decode(header))
            + latin1(SealedObjects.seal(cipher, keys.geometry(), CONTENT))
            + latin1(file.toBytes());
    String secret = key.key().expose(ThreatsTest::latin1);
    String base64 = key.key().expose(java.util.Base64.getEncoder()::encodeToString);
    assertThat(stored)
        .doesNotContain(
            "private", "salaries", ".txt", "forty", "thousand", "user.", "glad", secret, base64);
  }

  @Test
  void lengthAndEpoch_areForEverybodyToSee() throws IOException {
    byte[] object = SealedObjects.seal(keys, CONTENT);
    ObjectHeader header = ObjectHeader.parse(java.util.Arrays.copyOf(object, 64));
    assertThat(header.epoch()).isEqualTo(1);
    assertThat(header.geometry().plaintextLength(object.length)).isEqualTo(CONTENT.length);
  }

  @Test
  void volumeFile_withoutAKey_tellsItsSlotsAndNoMore() throws IOException {
    JsonObject document = Json.parse(file.toBytes());
    assertThat(document.members().keySet())
        .containsExactly(
            "format",
            "version",
            "volumeId",
            "generation",
            "chunkSize",
            "encryptNames",
            "epochs",
            "slots",
            "mac");
    assertThat(document.requireObjects("slots", 1).get(0).members().keySet())
        .containsExactly("id", "type", "created", "keyId", "wrappedRootKey");
    try (KeyFileKey other = TestVolume.newKey()) {
      assertRefused(Reason.WRONG_KEY, () -> file.unlock(other));
    }
  }

  @Test
  void olderObjectWithItsMetadata_opens() throws IOException {
    ObjectCipher older = keys.newObject();
    byte[] olderBody = SealedObjects.seal(older, keys.geometry(), CONTENT);
    String olderHeader = keys.metadata().seal(older, metadata(), PATH);
    ObjectCipher newer = keys.newObject();
    keys.metadata().seal(newer, metadata(), PATH);

    ObjectMetadata opened = keys.metadata().open(olderHeader, PATH);
    assertThat(opened.objectId()).isEqualTo(older.objectId());
    assertThat(SealedObjects.open(keys, olderBody)).isEqualTo(CONTENT);
  }

  @Test
  void olderVolumeFile_stillUnlocks() throws IOException {
    try (KeyFileKey other = TestVolume.newKey();
        UnlockedVolume first = open(file, key);
        UnlockedVolume second = first.with(first.addSlot(NewSlot.of(other)))) {
      String removed = second.file().slots().get(1).id();
      VolumeFile third = second.removeSlot(removed);
      assertRefused(Reason.WRONG_KEY, () -> third.unlock(other));
      second.file().unlock(other).close();
      assertThat(third.generation()).isGreaterThan(second.file().generation());
    }
  }

  /** What the fingerprint is for. */
  @Test
  void volumeOfTheStore_opensForItsRecipient_withAnotherFingerprint() throws IOException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        UnlockedVolume unlocked = open(file, key)) {
      VolumeFile mine = unlocked.addSlot(NewSlot.of(identity.publicIdentity()));
      VolumeFile theirs =
          VolumeFile.create(
              new VolumeOptions(64, true), identity.publicIdentity(), TestVolume.RANDOM);
      try (VolumeKeys myKeys = mine.unlock(identity);
          VolumeKeys theirKeys = theirs.unlock(identity)) {
        assertThat(myKeys.fingerprint()).isEqualTo(keys.fingerprint());
        assertThat(theirKeys.fingerprint()).isNotEqualTo(keys.fingerprint());
        byte[] object = SealedObjects.seal(keys, CONTENT);
        assertRefused(Reason.WRONG_KEY, () -> SealedObjects.open(theirKeys, object));
      }
    }
  }

  @Test
  void volumeOfTheStore_doesNotOpenByAKeyFile() throws IOException {
    try (KeyFileKey theirs = TestVolume.newKey()) {
      VolumeFile forged = VolumeFile.create(new VolumeOptions(64, true), theirs, TestVolume.RANDOM);
      assertRefused(Reason.WRONG_KEY, () -> forged.unlock(key));
    }
  }

  @Test
  void formerHolder_withAnOldFile_readsALaterEpoch() throws IOException {
    try (KeyFileKey former = TestVolume.newKey();
        UnlockedVolume first = open(file, key);
        UnlockedVolume shared = first.with(first.addSlot(NewSlot.of(former)));
        UnlockedVolume kept = open(shared.file(), former);
        UnlockedVolume removed = shared.with(shared.removeSlot(lastSlot(shared)));
        UnlockedVolume later = removed.with(removed.addEpoch());
        VolumeKeys laterKeys = later.keys()) {
      byte[] object = SealedObjects.seal(laterKeys, CONTENT);
      try (UnlockedVolume stolen = kept.with(later.file());
          VolumeKeys stolenKeys = stolen.keys()) {
        assertThat(SealedObjects.open(stolenKeys, object)).isEqualTo(CONTENT);
      }
    }
  }

  private static String lastSlot(UnlockedVolume volume) {
    List<SlotInfo> slots = volume.file().slots();
    return slots.get(slots.size() - 1).id();
  }

  @Test
  void formerHolder_afterANewRootKey_doesNot() throws IOException {
    try (KeyFileKey former = TestVolume.newKey();
        UnlockedVolume first = open(file, key);
        UnlockedVolume shared = first.with(first.addSlot(NewSlot.of(former)));
        UnlockedVolume kept = open(shared.file(), former);
        VolumeKeys keptKeys = kept.keys();
        UnlockedVolume removed = shared.with(shared.removeSlot(lastSlot(shared)));
        UnlockedVolume renewed = open(removed.renewRootKey(List.of(key)), key);
        UnlockedVolume later = renewed.with(renewed.addEpoch());
        VolumeKeys laterKeys = later.keys()) {
      byte[] object = SealedObjects.seal(laterKeys, CONTENT);
      assertRefused(Reason.TAMPERED, () -> kept.with(later.file()));
      assertRefused(Reason.WRONG_KEY, () -> later.file().unlock(former));
      assertRefused(Reason.WRONG_KEY, () -> SealedObjects.open(keptKeys, object));
    }
  }

  @Test
  void refusals_doNotQuoteSecrets() {
    String secret = "MC4CAQAwBQYDK2VuBCIEIHcHbQpzGKV9PBbBclGyZkVXRmEyNzE4MjgxODI4NDU5";
    for (String text :
        new String[] {
          secret,
          "-----BEGIN PRIVATE KEY-----\n" + secret + "?\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n" + secret.substring(4) + "\n-----END PRIVATE KEY-----\n",
          "-----BEGIN RSA PRIVATE KEY-----\n" + secret + "\n-----END RSA PRIVATE KEY-----\n"
        }) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      for (Throwable refusal :
          List.of(
              catchThrowable(() -> PrivateIdentity.parse(bytes)),
              catchThrowable(() -> PublicIdentity.parse(bytes)),
              catchThrowable(() -> KeyFile.parse(bytes)))) {
        assertThat(refusal).isInstanceOf(CofferException.class);
        assertThat(refusal.toString()).doesNotContain(secret.substring(4, 12));
      }
    }
  }
}
