package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.MORE_THAN_TTL;
import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.CopySource;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.MortalObjectStore;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Renames of directories whose process is gone, stopped, or not gone at all. */
final class MoveRecoveryTest {
  private static final MoveListener NOBODY = (from, to) -> {};
  private static final int FILES = 7;

  // So that the n-th request of a rename is the same one each time.
  private static final NamespaceSettings ONE_BY_ONE = SETTINGS.withParallelRequests(1);
  private static final Duration LONG = MoveJournal.DEAD_AFTER.plusSeconds(1);

  /** Owners of whom all but this one are known to be dead. */
  private static MoveOwners survivor() {
    MoveOwners alone = MoveOwners.alone();
    return new MoveOwners() {
      @Override
      public String self() {
        return alone.self();
      }

      @Override
      public boolean isDead(String owner) {
        return true;
      }

      @Override
      public void forget(String owner) {}

      @Override
      public void ended() {}
    };
  }

  private static void fill(TestVolume volume) throws IOException {
    volume.putMarker("d");
    for (int i = 0; i < FILES; i++) {
      volume.put("d/sub%d/f%d".formatted(i % 2, i), "content " + i);
    }
    volume.settle();
  }

  private static Namespace mount(TestVolume volume, ObjectStore store, MoveOwners owners) {
    return new Namespace(
        store, volume.codec, volume.keys, ONE_BY_ONE, new Namespace.Owned(volume.clock, owners));
  }

  private static void move(Namespace namespace) throws IOException {
    namespace.moveDirectory((DirectoryEntry) namespace.find(path("d")), path("e"), NOBODY);
  }

  /** A process that dies at the n-th request of a rename. */
  private static boolean dies(TestVolume volume, int requests, boolean lastOneTakesEffect)
      throws IOException {
    MortalObjectStore mortal =
        new MortalObjectStore(volume.bucket, 1 + requests, lastOneTakesEffect);
    try (Namespace dying = mount(volume, mortal, MoveOwners.alone())) {
      move(dying);
    } catch (IOException e) {
      assertThat(mortal.isDead()).isTrue();
    }
    return mortal.isDead();
  }

  private static List<String> files(TestVolume volume) {
    return volume.storedPaths().stream()
        .filter(path -> !path.startsWith(".coffer/"))
        .filter(path -> !path.endsWith("/"))
        .toList();
  }

  private static List<String> journals(TestVolume volume) {
    return volume.bucket.keys().stream().filter(key -> key.contains(".coffer/moves/")).toList();
  }

  /** Everything is in one of the two places, and nothing in the other. */
  private static void assertWhole(TestVolume volume) throws IOException {
    List<String> found = files(volume);
    String where = found.get(0).substring(0, 1);
    for (int i = 0; i < FILES; i++) {
      FileEntry file = volume.file("%s/sub%d/f%d".formatted(where, i % 2, i));
      assertThat(volume.content(file.version())).isEqualTo("content " + i);
    }
    assertThat(found).hasSize(FILES);
  }

  // S-63: A directory rename whose process dies is undone or completed
  @ParameterizedTest
  @EnumSource
  void recover_ownerKilledAtAnyRequest_leavesEachFileOnce(Kind kind) throws IOException {
    int completed = 0;
    boolean died = true;
    for (int requests = 0; died; requests++) {
      for (boolean lastOneTakesEffect : new boolean[] {false, true}) {
        try (TestVolume volume = TestVolume.of(kind)) {
          fill(volume);
          died = dies(volume, requests, lastOneTakesEffect);
          try (Namespace next = mount(volume, volume.bucket, survivor())) {
            next.recoverMoves();
            assertWhole(volume);
            completed += files(volume).get(0).startsWith("e") ? 1 : 0;
            volume.clock.advance(LONG);
            next.recoverMoves();
            volume.clock.advance(LONG);
            next.recoverMoves();
            assertThat(journals(volume)).isEmpty();
            assertWhole(volume);
          }
        }
      }
    }
    assertThat(completed).isGreaterThan(2);
  }

  // S-64: A rename of a mount that may still live is left alone
  @Test
  void recover_ownerMayLive_waitsUntilItsJournalIsSilent() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume);
      dies(volume, 12, /* lastOneTakesEffect= */ true);
      List<String> before = volume.storedPaths();
      try (Namespace other = mount(volume, volume.bucket, MoveOwners.alone())) {
        other.recoverMoves();
        volume.clock.advance(MoveJournal.DEAD_AFTER.minusSeconds(1));
        other.recoverMoves();
        assertThat(volume.storedPaths()).isEqualTo(before);
        volume.clock.advance(Duration.ofSeconds(2));
        other.recoverMoves();
        assertWhole(volume);
      }
    }
  }

  @Test
  void recover_journalIsRenewed_isLeftAlone() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN);
        Namespace other = mount(volume, volume.bucket, MoveOwners.alone())) {
      fill(volume);
      JournalStore journals = new JournalStore(volume.bucket, "vol/");
      MoveRecord begun =
          MoveRecord.begin(MoveOwners.newName(), new MoveRecord.Keys("vol/d/", "vol/e/"));
      MoveJournal journal =
          new MoveJournal(
              journals, volume.clock, journals.create(begun).orElseThrow(), volume.clock.instant());
      for (int beat = 0; beat < 30; beat++) {
        other.recoverMoves();
        volume.clock.advance(MoveJournal.BEAT);
        journal.beat();
      }
      journal.requireHeld();
      assertThat(journal.record().state()).isEqualTo(MoveRecord.State.COPYING);
    }
  }

  @Test
  void requireHeld_notRenewedForAMinute_isStale() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      JournalStore journals = new JournalStore(volume.bucket, "vol/");
      MoveRecord begun =
          MoveRecord.begin(MoveOwners.newName(), new MoveRecord.Keys("vol/d/", "vol/e/"));
      MoveJournal journal =
          new MoveJournal(
              journals, volume.clock, journals.create(begun).orElseThrow(), volume.clock.instant());
      volume.clock.advance(MoveJournal.VALID.plusSeconds(1));
      assertReason(Reason.STALE, journal::requireHeld);
      assertReason(Reason.STALE, () -> journal.advance(begun.beaten()));
    }
  }

  @Test
  void move_takenOverWhileItCopies_deletesNoSource() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER);
        Namespace other = mount(volume, volume.bucket, survivor())) {
      fill(volume);
      // As if this process had been stopped there, and all its requests had been made since.
      volume
          .faults
          .spare(Request.PUT, 1)
          .next(Request.PUT, Fault.interference(other::recoverMoves));
      assertReason(Reason.STALE, () -> move(volume.namespace));
      assertThat(files(volume)).hasSize(FILES).allMatch(path -> path.startsWith("d/"));
      volume.clock.advance(MORE_THAN_TTL);
      assertWhole(volume);
    }
  }

  // S-65: what other mounts write meanwhile is kept.
  @Test
  void recover_whatOthersWroteMeanwhile_stays() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume);
      dies(volume, 13, /* lastOneTakesEffect= */ true);
      assertThat(files(volume)).anyMatch(path -> path.startsWith("e/"));
      String copy =
          files(volume).stream().filter(path -> path.startsWith("e/")).findFirst().orElseThrow();
      volume.put(copy, "of another");
      volume.put("e/new", "of another, too");
      volume.settle();
      try (Namespace next = mount(volume, volume.bucket, survivor())) {
        next.recoverMoves();
      }
      assertThat(files(volume)).hasSize(FILES + 2).contains(copy, "e/new");
      assertThat(volume.content(volume.file(copy).version())).isEqualTo("of another");
    }
  }

  @Test
  void move_sourceWrittenByAnotherOnceCopied_staysBehind() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      fill(volume);
      volume
          .faults
          .spare(Request.PUT, 1)
          .next(Request.PUT, Fault.interference(() -> putUnchecked(volume)));
      move(volume.namespace);
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(volume.content(volume.file("d/sub0/f0").version())).isEqualTo("of another");
      assertThat(volume.content(volume.file("e/sub0/f0").version())).isEqualTo("content 0");
      assertThat(volume.names("d/sub0")).containsExactly("f0");
      assertThat(files(volume)).hasSize(FILES + 1);
    }
  }

  private static void putUnchecked(TestVolume volume) throws ObjectStoreException {
    try {
      volume.put("d/sub0/f0", "of another");
    } catch (IOException e) {
      throw new ObjectStoreException(ObjectStoreException.Reason.REJECTED, "put", e);
    }
  }

  @Test
  void recover_copyOfTheDeadArrivesLate_isRemovedToo() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume);
      dies(volume, 13, /* lastOneTakesEffect= */ true);
      String copy =
          volume.bucket.keys().stream()
              .filter(key -> key.startsWith("vol/e/"))
              .findFirst()
              .orElseThrow();
      Map<String, String> headers = volume.bucket.head(copy).metadata();
      try (Namespace next = mount(volume, volume.bucket, survivor())) {
        next.recoverMoves();
        String source = copy.replace("vol/e/", "vol/d/");
        volume.bucket.copy(
            new CopySource(source, volume.bucket.head(source).length(), Optional.empty()),
            copy,
            headers);
        volume.clock.advance(LONG);
        next.recoverMoves();
        volume.clock.advance(LONG);
        next.recoverMoves();
      }
      assertWhole(volume);
      assertThat(journals(volume)).isEmpty();
    }
  }

  @Test
  void move_whereAnotherGoes_isBusy_andPossibleAfterIt() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume);
      dies(volume, 4, /* lastOneTakesEffect= */ true);
      volume.bucket.deleteAll(
          volume.bucket.keys().stream().filter(key -> key.startsWith("vol/e/")).toList());
      assertReason(Reason.BUSY, () -> move(volume.namespace));
      try (Namespace next = mount(volume, volume.bucket, survivor())) {
        move(next);
      }
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(files(volume)).hasSize(FILES).allMatch(path -> path.startsWith("e/"));
    }
  }

  @Test
  void journal_ofEncryptedNames_hasNoneOfThem() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER_NAMES)) {
      volume.put("a-secret-name/file", "");
      volume.settle();
      volume
          .faults
          .spare(Request.PUT, 1)
          .next(Request.PUT, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE))
          .next(Request.PUT, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE))
          .next(Request.PUT, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      DirectoryEntry directory = volume.directory("a-secret-name");
      assertThatThrownBy(
              () -> volume.namespace.moveDirectory(directory, path("another-one"), NOBODY))
          .isInstanceOf(ObjectStoreException.class);
      byte[] journal = body(volume, journals(volume).get(0));
      assertThat(new String(journal, StandardCharsets.ISO_8859_1))
          .startsWith("COFFERMV")
          .doesNotContain("secret", "another");
    }
  }

  private static byte[] body(TestVolume volume, String key) throws IOException {
    try (ObjectBody body = volume.bucket.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  @Test
  void recover_journalThatNamesOtherPlaces_isLeftAlone() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN);
        Namespace next = mount(volume, volume.bucket, survivor())) {
      fill(volume);
      Fingerprints all = new Fingerprints();
      volume.bucket.put("other/x", PartBody.empty(), Map.of(), Precondition.none());
      all.add("x", volume.bucket.head("other/x").etag());
      for (String from : List.of("other/", "vol/", "vol/.coffer/", "vol/d")) {
        MoveRecord forged =
            MoveRecord.begin(MoveOwners.newName(), new MoveRecord.Keys(from, "vol/e/"))
                .deleting(all.sorted());
        volume.bucket.put(
            "vol/.coffer/moves/forged",
            PartBody.of(forged.encoded()),
            Map.of(),
            Precondition.none());
        next.recoverMoves();
        assertThat(journals(volume)).hasSize(1);
        assertThat(volume.bucket.keys()).contains("other/x").hasSize(FILES + 3);
      }
    }
  }

  @Test
  void decoded_cutOrChanged_isDamaged() throws IOException {
    Fingerprints copied = new Fingerprints();
    for (int i = 0; i < 100; i++) {
      copied.add("f" + i, new ETag("e" + i));
    }
    MoveRecord record =
        MoveRecord.begin(MoveOwners.newName(), new MoveRecord.Keys("a/", "b/"))
            .deleting(copied.sorted());
    byte[] bytes = record.encoded();
    MoveRecord read = MoveRecord.decoded(bytes);
    assertThat(read.encoded()).isEqualTo(bytes);
    for (int i = 0; i < 100; i++) {
      assertThat(read.copied().contains("f" + i, new ETag("e" + i))).isTrue();
      assertThat(read.copied().contains("f" + i, new ETag("e"))).isFalse();
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertReason(Reason.DAMAGED, () -> MoveRecord.decoded(cut));
    }
    for (int at : new int[] {0, 8, 9, 10}) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x40;
      assertReason(Reason.DAMAGED, () -> MoveRecord.decoded(changed));
    }
  }
}
