package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static io.cofferfs.crypto.SealedObjects.flip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeFileTest {
  private static final Instant NOW = Instant.parse("2026-11-23T04:05:06.789Z");

  private TestVolume volume;
  private JsonObject document;

  @BeforeEach
  void make() throws IOException {
    volume = new TestVolume();
    document = Json.parse(volume.file().toBytes());
  }

  @AfterEach
  void close() {
    volume.close();
  }

  private static VolumeFile parse(JsonObject document) throws IOException {
    return VolumeFile.parse(JsonText.indented(document));
  }

  private JsonObject slot() throws IOException {
    return document.requireObjects("slots", 1).get(0);
  }

  private JsonObject epoch() throws IOException {
    return document.requireObjects("epochs", 1).get(0);
  }

  private SecretBytes rootKey() throws IOException {
    return Slot.parse(slot(), volume.file().volumeId()).unwrap(volume.key()).orElseThrow();
  }

  /** What the volume's owner could have written: with a MAC that is right. */
  private VolumeFile signed(JsonObject changed) throws IOException {
    return parse(changed.with("mac", VolumeLayout.mac(changed, rootKey())));
  }

  @Test
  void create_thenParse_saysTheSame() throws IOException {
    VolumeFile made =
        VolumeFile.create(
            VolumeOptions.DEFAULT, volume.key(), TestVolume.RANDOM, InstantSource.fixed(NOW));
    VolumeFile file = VolumeFile.parse(made.toBytes());

    assertThat(file.toBytes()).isEqualTo(made.toBytes());
    assertThat(file.volumeId()).isEqualTo(made.volumeId()).hasSize(36);
    assertThat(file.formatVersion()).isEqualTo(1);
    assertThat(file.chunkSize()).isEqualTo(65536);
    SlotInfo slot = file.slots().get(0);
    assertThat(slot.type()).isEqualTo("key-file");
    assertThat(slot.created()).isEqualTo("2026-11-23T04:05:06Z");
    assertThat(slot.description()).isEqualTo("key " + volume.key().keyId());
    assertThat(slot.id()).hasSize(8);
  }

  @Test
  void unlock_givesTheKeysOfTheVolume() throws IOException {
    try (VolumeKeys keys = parse(document).unlock(volume.key())) {
      assertThat(keys.volumeId()).isEqualTo(volume.file().volumeId());
      assertThat(keys.geometry()).isEqualTo(ChunkGeometry.ofChunkSize(64));
      assertThat(keys.currentEpoch()).isEqualTo(1);
      byte[] object = SealedObjects.seal(volume.keys(), new byte[] {42});
      assertThat(SealedObjects.open(keys, object)).containsExactly(42);
    }
  }

  @Test
  void unlock_byAnotherKey_namesTheOneExpected() throws IOException {
    try (KeyFileKey other = TestVolume.newKey();
        Passphrase passphrase = new Passphrase("none".toCharArray())) {
      assertRefused(Reason.WRONG_KEY, () -> volume.file().unlock(other))
          .withMessageContaining(other.keyId())
          .withMessageContaining("key-file (key " + volume.key().keyId() + ")");
      assertRefused(Reason.WRONG_KEY, () -> volume.file().unlock(passphrase));
    }
  }

  @Test
  void unlock_byEitherOfTwoSlots_givesTheSameKeys() throws IOException {
    try (Passphrase passphrase = new Passphrase("correct horse".toCharArray());
        Passphrase wrong = new Passphrase("battery staple".toCharArray())) {
      VolumeFile file =
          VolumeFile.create(
              new VolumeOptions(64, false),
              List.of(NewSlot.of(passphrase), NewSlot.of(volume.key())),
              TestVolume.RANDOM,
              InstantSource.system());
      try (VolumeKeys byPassphrase = file.unlock(passphrase);
          VolumeKeys byKeyFile = file.unlock(volume.key())) {
        byte[] object = SealedObjects.seal(byPassphrase, new byte[] {42});
        assertThat(SealedObjects.open(byKeyFile, object)).containsExactly(42);
      }
      assertRefused(Reason.WRONG_KEY, () -> file.unlock(wrong))
          .withMessageContaining("passphrase (Argon2id, 65536 KiB, 3 passes, 1 lanes)");
    }
  }

  /** F-14, F-16: no bit of the file may be another, wherever it stands. */
  @Test
  void everyBit_changed_isRefused() {
    byte[] bytes = volume.file().toBytes();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] changed = flip(bytes, bit);
      assertThatExceptionOfType(CofferException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> VolumeFile.parse(changed).unlock(volume.key()));
    }
  }

  /** F-16. */
  @Test
  void unlock_afterAChange_isTampered() throws IOException {
    JsonObject anotherEpoch = document.with("epochs", List.of(epoch().with("epoch", 2L)));
    JsonObject anotherSlot = document.with("slots", List.of(slot().with("id", "00000000")));
    for (JsonObject changed :
        List.of(
            document.with("chunkSize", 128L),
            document.with("unknown", true),
            document.with("mac", new byte[32]),
            anotherEpoch,
            anotherSlot)) {
      assertRefused(Reason.TAMPERED, () -> parse(changed).unlock(volume.key()));
    }
  }

  @Test
  void unlock_withADamagedEpochUnderARightMac_isTampered() throws IOException {
    VolumeFile file =
        signed(document.with("epochs", List.of(epoch().with("wrappedKey", new byte[40]))));
    assertRefused(Reason.TAMPERED, () -> file.unlock(volume.key()));
  }

  @Test
  void text_laidOutDifferently_unlocks() throws IOException {
    VolumeFile file = VolumeFile.parse(JsonText.canonical(document));
    file.unlock(volume.key()).close();
  }

  /** F-15. */
  @Test
  void unknownMembersAndSlotTypes_areKept() throws IOException {
    JsonObject token =
        new JsonObject(
            Map.of("id", "k1", "type", "token", "created", "2026-01-01T00:00:00Z", "pin", "…"));
    VolumeFile file =
        signed(document.with("comment", "mine").with("slots", List.of(token, slot())));

    assertThat(new String(file.toBytes(), StandardCharsets.UTF_8)).contains("\"mine\"", "\"…\"");
    assertThat(file.slots().get(0).type()).isEqualTo("token");
    assertThat(file.slots().get(0).description()).isEqualTo("of a newer release");
    file.unlock(volume.key()).close();
  }

  /** F-19: the highest epoch writes, the others still open. */
  @Test
  void epochs_olderOnes_stayReadable() throws IOException {
    byte[] object = SealedObjects.seal(volume.keys(), new byte[] {42});
    FileMetadata file =
        new FileMetadata(0, 0, 0, new Timestamp(0, 0), new Timestamp(0, 0), 0, Xattrs.EMPTY);
    String sealed = volume.keys().metadata().seal(ObjectId.of(new byte[32]), 1, file, "a");
    SecretBytes next = SecretBytes.random(TestVolume.RANDOM, 32);
    VolumeFile rotated =
        signed(document.with("epochs", List.of(epoch(), WrappedEpoch.wrap(3, next, rootKey()))));

    try (VolumeKeys keys = rotated.unlock(volume.key())) {
      assertThat(keys.currentEpoch()).isEqualTo(3);
      assertThat(keys.newObject().epoch()).isEqualTo(3);
      assertThat(SealedObjects.open(keys, object)).containsExactly(42);
      ObjectMetadata opened = keys.metadata().open(sealed, "a");
      String moved = keys.metadata().seal(opened.objectId(), opened.epoch(), file, "b");
      assertThat(keys.metadata().open(moved, "b")).isEqualTo(opened);
      assertRefused(Reason.WRONG_KEY, () -> volume.keys().metadata().open(moved, "b"));
    }
  }

  /** F-17. */
  @Test
  void parse_aLaterFormat_isUnsupported() {
    assertRefused(Reason.UNSUPPORTED_VERSION, () -> parse(document.with("version", 2L)));
  }

  @Test
  void options_withAnImpossibleChunkSize_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new VolumeOptions(65, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "version",
        "volumeId",
        "chunkSize",
        "encryptNames",
        "epochs",
        "slots",
        "mac"
      })
  void parse_withoutAMember_isMalformed(String name) {
    assertRefused(Reason.MALFORMED, () -> parse(document.without(name)));
    assertRefused(Reason.MALFORMED, () -> parse(document.with(name, Map.of().toString())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "type", "created", "keyId", "wrappedRootKey"})
  void parse_slotWithoutAMember_isMalformed(String name) throws IOException {
    JsonObject without = document.with("slots", List.of(slot().without(name)));
    assertRefused(Reason.MALFORMED, () -> parse(without));
  }

  @ParameterizedTest
  @CsvSource({"id, 'a\nb'", "id, ''", "keyId, <b>", "created, yesterday", "wrappedRootKey, AAAA"})
  void parse_slotWithABadMember_isMalformed(String name, String value) throws IOException {
    JsonObject bad = document.with("slots", List.of(slot().with(name, value)));
    assertRefused(Reason.MALFORMED, () -> parse(bad));
  }

  /** F-18, F-19. */
  @Test
  void parse_impossibleCountsAndNumbers_isMalformed() throws IOException {
    List<JsonObject> tooManySlots = java.util.Collections.nCopies(33, slot());
    for (JsonObject bad :
        List.of(
            document.with("slots", List.of()),
            document.with("slots", List.of(1L)),
            document.with("slots", tooManySlots),
            document.with("epochs", List.of()),
            document.with("epochs", List.of(epoch(), epoch())),
            document.with("epochs", List.of(epoch().with("epoch", 0L))),
            document.with("epochs", List.of(epoch().with("epoch", 1L << 31))),
            document.with("chunkSize", 65L),
            document.with("chunkSize", 1L << 25),
            document.with("version", 0L),
            document.with("mac", "A".repeat(43) + "?"),
            document.with("mac", "A".repeat(42) + "B="))) {
      assertRefused(Reason.MALFORMED, () -> parse(bad));
    }
  }

  /** F-18: a hostile volume file must not exhaust memory or time. */
  @ParameterizedTest
  @CsvSource({
    "262145, 1, 1",
    "4294967296, 1, 1",
    "0, 1, 1",
    "7, 1, 1",
    "15, 1, 2",
    "64, 0, 1",
    "64, 17, 1",
    "64, 1, 0",
    "512, 1, 17",
    "64, 1, 2147483647"
  })
  void parse_passphraseSlotOfImpossibleCost_isMalformed(long memory, long passes, long lanes)
      throws IOException {
    JsonObject bad = passphraseSlot(memory, passes, lanes);
    assertRefused(Reason.MALFORMED, () -> parse(document.with("slots", List.of(bad))));
  }

  @Test
  void parse_passphraseSlotsOfTogetherTooMuch_isMalformed() throws IOException {
    JsonObject costly = passphraseSlot(256 * 1024, 8, 1);
    parse(document.with("slots", List.of(costly)));
    assertRefused(
        Reason.MALFORMED, () -> parse(document.with("slots", List.of(costly, costly, costly))));
  }

  @Test
  void parse_passphraseSlotWithAnotherFunction_isMalformed() throws IOException {
    JsonObject bad = passphraseSlot(64, 1, 1).with("kdf", "scrypt");
    assertRefused(Reason.MALFORMED, () -> parse(document.with("slots", List.of(bad))));
  }

  private JsonObject passphraseSlot(long memory, long passes, long lanes) throws IOException {
    return slot()
        .with("type", "passphrase")
        .with("kdf", "argon2id")
        .with("memoryKiB", memory)
        .with("passes", passes)
        .with("lanes", lanes)
        .with("salt", new byte[16]);
  }
}
