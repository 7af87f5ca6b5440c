package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots and epochs of a volume: what may be changed, and that nothing else changes by it. */
final class SlotsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T04:05:06.789Z");

  private TestVolume volume;
  private UnlockedVolume unlocked;

  @BeforeEach
  void unlock() throws IOException {
    volume = new TestVolume();
    unlocked = open(volume.file(), volume.key());
  }

  @AfterEach
  void close() {
    unlocked.close();
    volume.close();
  }

  private static UnlockedVolume open(VolumeFile file, UnlockKey key) throws IOException {
    return file.open(key, TestVolume.RANDOM, InstantSource.fixed(NOW));
  }

  private String onlySlot() {
    return volume.file().slots().get(0).id();
  }

  private void assertSameVolume(VolumeFile changed, UnlockKey key) throws IOException {
    byte[] object = SealedObjects.seal(volume.keys(), new byte[] {42});
    try (VolumeKeys keys = VolumeFile.parse(changed.toBytes()).unlock(key)) {
      assertThat(SealedObjects.open(keys, object)).containsExactly(42);
    }
  }

  @Test
  void addSlot_ofEachKind_opensTheSameVolume() throws IOException {
    try (KeyFileKey keyFile = TestVolume.newKey();
        Passphrase passphrase = new Passphrase("correct horse".toCharArray());
        KmsKey kms = new KmsKey(new FakeKeyService(), "arn:aws:kms:eu-central-1:1:key/k");
        PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM)) {
      for (UnlockKey key : List.of(keyFile, passphrase, kms, identity)) {
        VolumeFile changed = unlocked.addSlot(new NewSlot(key, Optional.of("of a friend")));

        assertThat(changed.slots()).hasSize(2).startsWith(volume.file().slots().get(0));
        SlotInfo added = changed.slots().get(1);
        assertThat(added.label()).contains("of a friend");
        assertThat(added.created()).isEqualTo("2026-11-24T04:05:06Z");
        assertThat(changed.generation()).isEqualTo(volume.file().generation() + 1);
        assertSameVolume(changed, key);
        assertSameVolume(changed, volume.key());
      }
    }
  }

  @Test
  void addSlot_forAPublicKey_opensByThePrivateOne() throws IOException {
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM)) {
      VolumeFile changed = unlocked.addSlot(NewSlot.of(identity.publicIdentity()));
      SlotInfo slot = changed.slots().get(1);
      assertThat(slot.type()).isEqualTo(SlotInfo.RECIPIENT);
      assertThat(slot.keyId()).contains(identity.publicIdentity().keyId());
      assertSameVolume(changed, identity);
    }
  }

  @Test
  void removeSlot_itsKeyOpensNothingAnyMore() throws IOException {
    try (KeyFileKey other = TestVolume.newKey();
        UnlockedVolume both = unlocked.with(unlocked.addSlot(NewSlot.of(other)))) {
      VolumeFile changed = both.removeSlot(onlySlot());
      assertThat(changed.slots()).containsExactly(both.file().slots().get(1));
      assertSameVolume(changed, other);
      assertRefused(Reason.WRONG_KEY, () -> changed.unlock(volume.key()));
    }
  }

  /** F-24. */
  @Test
  void removeSlot_theLastThatOpens_isRefused() throws IOException {
    assertRefused(Reason.LAST_SLOT, () -> unlocked.removeSlot(onlySlot()));

    JsonObject document = Json.parse(volume.file().toBytes());
    JsonObject slot = document.requireObjects("slots", 1).get(0);
    JsonObject unknown = slot.with("id", "u1").with("type", "token");
    try (SecretBytes rootKey = rootKey(slot)) {
      JsonObject changed = document.with("slots", List.of(unknown, slot));
      VolumeFile file = VolumeFile.parse(JsonText.indented(VolumeLayout.signed(changed, rootKey)));
      try (UnlockedVolume withUnknown = unlocked.with(file)) {
        assertRefused(Reason.LAST_SLOT, () -> withUnknown.removeSlot(onlySlot()));
        assertThat(withUnknown.removeSlot("u1").slots()).hasSize(1);
      }
    }
  }

  private SecretBytes rootKey(JsonObject slot) throws IOException {
    return Slot.parse(slot, volume.file().volumeId()).unwrap(volume.key()).orElseThrow();
  }

  @Test
  void replaceSlot_keepsItsIdAndPlace() throws IOException {
    try (KeyFileKey other = TestVolume.newKey();
        KeyFileKey third = TestVolume.newKey();
        UnlockedVolume both = unlocked.with(unlocked.addSlot(NewSlot.of(other)))) {
      VolumeFile changed = both.replaceSlot(onlySlot(), NewSlot.of(third));
      assertThat(changed.slots()).hasSize(2).endsWith(both.file().slots().get(1));
      assertThat(changed.slots().get(0).id()).isEqualTo(onlySlot());
      assertSameVolume(changed, third);
      assertRefused(Reason.WRONG_KEY, () -> changed.unlock(volume.key()));
    }
  }

  @Test
  void change_ofASlotThatIsNotThere_isRefused() {
    assertRefused(Reason.NO_SUCH_SLOT, () -> unlocked.removeSlot("none"));
    assertRefused(
        Reason.NO_SUCH_SLOT, () -> unlocked.replaceSlot("none", NewSlot.of(volume.key())));
  }

  /** F-18. */
  @Test
  void addSlot_beyondTheMost_isRefused() throws IOException {
    UnlockedVolume full = unlocked;
    for (int count = 1; count < 32; count++) {
      full = full.with(full.addSlot(NewSlot.of(volume.key())));
    }
    UnlockedVolume last = full;
    assertRefused(Reason.MALFORMED, () -> last.addSlot(NewSlot.of(volume.key())));
    last.close();
  }

  /** F-19. */
  @Test
  void addEpoch_newObjectsUseIt_andOldOnesStayReadable() throws IOException {
    byte[] object = SealedObjects.seal(volume.keys(), new byte[] {42});
    VolumeFile changed = unlocked.addEpoch();
    try (VolumeKeys keys = changed.unlock(volume.key())) {
      assertThat(keys.currentEpoch()).isEqualTo(2);
      assertThat(keys.newObject().epoch()).isEqualTo(2);
      assertThat(SealedObjects.open(keys, object)).containsExactly(42);
    }
  }

  /** F-36: a removed key and an old file give the old root key, and that opens no new epoch. */
  @Test
  void renewRootKey_keepsSlotsAndObjects_andShutsOutTheOldRootKey() throws IOException {
    FakeKeyService service = new FakeKeyService();
    KmsKey kms = new KmsKey(service, "k");
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        UnlockedVolume two = unlocked.with(unlocked.addSlot(NewSlot.of(kms)));
        UnlockedVolume three =
            two.with(
                two.addSlot(new NewSlot(identity.publicIdentity(), Optional.of("colleague"))))) {
      VolumeFile renewed = three.renewRootKey(List.of(volume.key(), kms));

      assertThat(renewed.slots()).isEqualTo(three.file().slots());
      assertThat(renewed.generation()).isEqualTo(4);
      for (UnlockKey key : List.of(volume.key(), kms, identity)) {
        assertSameVolume(renewed, key);
      }
      assertRefused(Reason.TAMPERED, () -> three.with(renewed));
      assertRefused(Reason.WRONG_KEY, () -> three.renewRootKey(List.of(volume.key())))
          .withMessageContaining("kms (key k)");
    }
  }

  /** F-34. */
  @Test
  void fingerprint_isOfTheVolume_whateverOpensIt() throws IOException {
    String fingerprint = volume.keys().fingerprint();
    assertThat(fingerprint).matches("[0-9a-f]{32}");
    try (PrivateIdentity identity = PrivateIdentity.generate(TestVolume.RANDOM);
        UnlockedVolume rotated = unlocked.with(unlocked.addEpoch());
        VolumeKeys keys = rotated.addSlot(NewSlot.of(identity)).unlock(identity);
        TestVolume other = new TestVolume()) {
      assertThat(keys.fingerprint()).isEqualTo(fingerprint);
      assertThat(other.keys().fingerprint()).isNotEqualTo(fingerprint);
    }
  }

  /** F-25. */
  @Test
  void generation_countsChanges_andIsAuthentic() throws IOException {
    assertThat(volume.file().generation()).isEqualTo(1);
    VolumeFile second = unlocked.addEpoch();
    try (UnlockedVolume next = unlocked.with(second)) {
      assertThat(next.addEpoch().generation()).isEqualTo(3);
    }
    JsonObject forged = Json.parse(volume.file().toBytes()).with("generation", 7L);
    assertRefused(
        Reason.TAMPERED, () -> VolumeFile.parse(JsonText.indented(forged)).unlock(volume.key()));
  }

  /** F-25: files of the first release have none. */
  @Test
  void generation_ofAFileWithoutOne_isZero() throws IOException {
    VolumeFile stored = StoredVolume.VERSION_1.volumeFile();
    assertThat(stored.generation()).isZero();
    try (KeyFileKey key = StoredVolume.VERSION_1.keyFileKey();
        UnlockedVolume old = open(stored, key)) {
      assertThat(old.addEpoch().generation()).isEqualTo(1);
    }
  }

  @Test
  void with_anotherVolumesFile_isRefused() throws IOException {
    try (TestVolume other = new TestVolume()) {
      assertRefused(Reason.WRONG_KEY, () -> unlocked.with(other.file()));
    }
    JsonObject forged = Json.parse(volume.file().toBytes()).with("chunkSize", 128L);
    assertRefused(
        Reason.TAMPERED, () -> unlocked.with(VolumeFile.parse(JsonText.indented(forged))));
  }

  @Test
  void open_ofAForgedFile_isTampered() throws IOException {
    JsonObject forged = Json.parse(volume.file().toBytes()).with("chunkSize", 128L);
    VolumeFile file = VolumeFile.parse(JsonText.indented(forged));
    assertRefused(Reason.TAMPERED, () -> open(file, volume.key()));
  }

  @Test
  void closed_changesNothingAnyMore() {
    unlocked.close();
    assertThatIllegalStateException().isThrownBy(() -> unlocked.addEpoch());
  }

  @Test
  void label_thatSteersATerminal_isRefused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NewSlot(volume.key(), Optional.of("\u001b[2J")));
    JsonObject document = Json.parse(volume.file().toBytes());
    JsonObject slot = document.requireObjects("slots", 1).get(0);
    JsonObject bad = document.with("slots", List.of(slot.with("label", "a\nb")));
    assertRefused(Reason.MALFORMED, () -> VolumeFile.parse(JsonText.indented(bad)));
  }

  /** F-15. */
  @Test
  void changes_keepMembersNobodyKnows() throws IOException {
    JsonObject document = Json.parse(volume.file().toBytes()).with("comment", "mine");
    try (SecretBytes rootKey = rootKey(document.requireObjects("slots", 1).get(0));
        UnlockedVolume commented =
            unlocked.with(
                VolumeFile.parse(JsonText.indented(VolumeLayout.signed(document, rootKey))))) {
      assertThat(Json.parse(commented.addEpoch().toBytes()).requireString("comment"))
          .isEqualTo("mine");
    }
  }

  /** F-26. */
  @Test
  void kms_isAskedOnceForTheSlotOfItsKey_withTheVolumeAsContext() throws IOException {
    FakeKeyService service = new FakeKeyService();
    VolumeFile file =
        VolumeFile.create(
            new VolumeOptions(64, false),
            List.of(
                NewSlot.of(new KmsKey(service, "first")),
                NewSlot.of(new KmsKey(service, "second"))),
            TestVolume.RANDOM,
            InstantSource.fixed(NOW));
    service.calls().clear();
    file.unlock(new KmsKey(service, "second")).close();
    assertThat(service.calls())
        .containsExactly("unwrap second {cofferfs:volume=" + file.volumeId() + "}");
    assertThat(file.slots().get(0).keyId()).contains("first");
  }

  /** F-26. */
  @Test
  void kms_ofAnotherVolume_opensNothing() throws IOException {
    FakeKeyService service = new FakeKeyService();
    KmsKey key = new KmsKey(service, "k");
    VolumeFile file = unlocked.addSlot(NewSlot.of(key));
    JsonObject stolen = Json.parse(file.toBytes()).requireObjects("slots", 2).get(1);
    try (TestVolume other = new TestVolume()) {
      JsonObject grafted = Json.parse(other.file().toBytes()).with("slots", List.of(stolen));
      VolumeFile victim = VolumeFile.parse(JsonText.indented(grafted));
      assertRefused(Reason.WRONG_KEY, () -> victim.unlock(key));
    }
  }

  @Test
  void kms_thatFails_isNotAWrongKey() throws IOException {
    FakeKeyService service = new FakeKeyService();
    KmsKey key = new KmsKey(service, "k");
    VolumeFile file = unlocked.addSlot(NewSlot.of(key));
    service.denyFromNowOn();
    assertThatIOException().isThrownBy(() -> file.unlock(key)).withMessage("denied");
    assertThatIOException().isThrownBy(() -> unlocked.addSlot(NewSlot.of(key)));
  }

  @Test
  void kms_keyIdOfAnotherForm_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new KmsKey(new FakeKeyService(), "a b"));
  }
}
