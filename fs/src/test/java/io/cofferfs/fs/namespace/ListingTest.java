package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.LookupTest.awaitLatch;
import static io.cofferfs.fs.namespace.TestVolume.MORE_THAN_TTL;
import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ListingTest {
  private static final byte[] NOTHING = {};

  /** Files {@code d/f0000} and so on. */
  private static void fill(TestVolume volume, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      volume.put("d/f%04d".formatted(i), "");
    }
    volume.settle();
  }

  /** What {@code ls -l} does: lists, then asks for each entry in the order of the listing. */
  private static List<Entry> walk(TestVolume volume, String directory) throws IOException {
    List<Entry> found = new ArrayList<>();
    for (ListedEntry entry : volume.list(directory)) {
      found.add(volume.namespace.find(entry.path()));
    }
    return found;
  }

  @Test
  void list_severalPages_tellsEachEntryOnce() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 2500);
      volume.put("d/sub/x", "");
      List<String> expected =
          new ArrayList<>(IntStream.range(0, 2500).mapToObj("f%04d"::formatted).toList());
      expected.add("sub");
      assertThat(volume.names("d")).isEqualTo(expected);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 3L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void walk_500Files_asksForEachVersionOnce(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      fill(volume, 500);
      assertThat(walk(volume, "d")).hasSize(500);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, 500L));
      volume.settle();
      FileVersion changed = volume.put("d/f0123", "changed");
      assertThat(walk(volume, "d")).hasSize(500).contains(new FileEntry(path("d/f0123"), changed));
      assertThat(volume.requests.counts()).containsEntry(Request.LIST, 1L);
      // One for the new version, and those that were being asked ahead when the clock was moved.
      assertThat(volume.requests.counts().get(Request.HEAD))
          .isBetween(1L, 1L + TestVolume.SETTINGS.parallelRequests());
      volume.settle();
      assertThat(volume.list("d")).filteredOn(entry -> entry.entry().isEmpty()).hasSize(1);
    }
  }

  @Test
  void walk_slowerThanTheTimeToLive_stillAsksOnce() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 20);
      walk(volume, "d");
      volume.settle();
      List<ListedEntry> listed = volume.list("d");
      for (ListedEntry entry : listed) {
        volume.clock.advance(SETTINGS.ttl().dividedBy(2));
        volume.namespace.find(entry.path());
      }
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 1L));
    }
  }

  @Test
  void find_sameListedEntryAgainAndAgain_isNoWalk() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 1);
      walk(volume, "d");
      FileVersion changed = volume.put("d/f0000", "changed");
      for (int i = 0; i < 3; i++) {
        volume.clock.advance(SETTINGS.ttl().dividedBy(2));
        volume.find("d/f0000");
      }
      assertThat(volume.file("d/f0000").version()).isEqualTo(changed);
    }
  }

  @Test
  void walk_asksForWhatComesNextInParallel() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 50);
      List<ListedEntry> listed = volume.list("d");
      CountDownLatch reached = new CountDownLatch(8);
      CountDownLatch released = new CountDownLatch(1);
      for (int i = 0; i < 8; i++) {
        volume.faults.next(Request.HEAD, Fault.hold(reached, released));
      }
      CompletableFuture<Entry> first =
          inBackground(() -> volume.namespace.find(listed.get(0).path()));
      awaitLatch(reached);
      released.countDown();
      assertThat(first.join()).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void walk_freshVersionsThatMaySharePartOfTheirDate_areAskedForAgain() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("d/a", "content", 0100600);
      walk(volume, "d");
      volume.put("d/a", "content", 0100666); // The same ETag and the same second.
      volume.clock.advance(MORE_THAN_TTL);
      assertThat(walk(volume, "d").get(0).attributes().mode()).isEqualTo(0100666);
    }
  }

  @Test
  void list_again_insideTheTimeToLive_asksNothing() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 3);
      volume.list("d");
      assertThat(volume.names("d")).hasSize(3);
      assertThat(volume.requests.total()).isEqualTo(1);
    }
  }

  @Test
  void list_100000Entries_streamsThemAsPagesArrive() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      for (int i = 0; i < 100_000; i++) {
        volume.putForeign("d/f" + i, NOTHING);
      }
      Set<String> names = new HashSet<>();
      Map<Integer, Long> listsByEntries = new HashMap<>();
      volume.namespace.list(
          path("d"),
          entry -> {
            listsByEntries.put(names.size(), volume.requests.count(Request.LIST));
            return names.add(entry.path().name());
          });
      // The page being told, but for its last entry, and the next one on its way.
      assertThat(listsByEntries.entrySet())
          .filteredOn(lists -> lists.getValue() > (lists.getKey() + 1) / 1000 + 2)
          .isEmpty();
      assertThat(names).hasSize(100_000);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 100L));
    }
  }

  @Test
  void list_moreThanIsKept_tellsAllButRemembersNothing() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN, SETTINGS.withRememberedObjects(10))) {
      fill(volume, 100);
      assertThat(volume.names("d")).hasSize(100);
      assertThat(volume.names("d")).hasSize(100);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.LIST, 2L));
    }
  }

  @Test
  void list_sinkHasEnough_asksForNoMorePages() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 5000);
      volume.namespace.list(path("d"), entry -> false);
      assertThat(volume.requests.count(Request.LIST)).isLessThanOrEqualTo(2);
      // What was cut short says nothing of what is missing.
      assertThat(volume.find("d/f4999")).isInstanceOf(FileEntry.class);
    }
  }

  @Test
  void list_keysThatCannotBeNames_areLeftOut() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      String longest = "é".repeat(127) + "x";
      for (String key :
          List.of("d//x", "d/./x", "d/../x", "d/.", "d/..", "d/a\0b", "d/" + longest + "x")) {
        volume.putForeign(key, NOTHING);
      }
      volume.putForeign("d/" + longest, NOTHING);
      volume.putForeign("d/ %+&?#\\'\"", NOTHING);
      volume.putForeign("d/\uD83D\uDCBE/x", NOTHING);
      volume.putForeign("/x", NOTHING);
      assertThat(volume.names("d")).containsExactly(" %+&?#\\'\"", longest, "\uD83D\uDCBE");
      assertThat(volume.names("")).containsExactly("d");
    }
  }

  @Test
  void list_fileHiddenByADirectoryPagesLater_tellsTheDirectoryOnly() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("d/x", "hidden");
      volume.put("d/x-", "hidden");
      for (int i = 0; i < 2500; i++) {
        volume.put("d/x-%04d".formatted(i), "");
      }
      volume.put("d/x-/y", "");
      volume.put("d/x/y", "");
      List<ListedEntry> entries = volume.list("d");
      assertThat(entries).hasSize(2502);
      assertThat(entries)
          .filteredOn(entry -> entry.kind() == ListedEntry.Kind.DIRECTORY)
          .extracting(entry -> entry.path().name())
          .containsExactlyInAnyOrder("x", "x-");
    }
  }

  @Test
  void list_nothingThere_saysSo() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("file", "");
      volume.putMarker("empty");
      assertThat(volume.names("empty")).isEmpty();
      assertThatExceptionOfType(FileException.class)
          .isThrownBy(() -> volume.list("missing"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(FileException.Reason.NOT_FOUND));
      assertThatExceptionOfType(FileException.class)
          .isThrownBy(() -> volume.list("file"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(FileException.Reason.NOT_A_DIRECTORY));
    }
  }

  @Test
  void list_pageFails_failsAndIsNotRemembered() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 1500);
      volume
          .faults
          .spare(Request.LIST, 1)
          .next(Request.LIST, Fault.refusal(ObjectStoreException.Reason.UNAVAILABLE));
      assertThatExceptionOfType(ObjectStoreException.class).isThrownBy(() -> volume.list("d"));
      assertThat(volume.names("d")).hasSize(1500);
    }
  }

  @Test
  void list_changesOfThisMountMeanwhile_areSeenAtOnce() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("d/gone", "");
      volume.put("d/stays", "");
      FileEntry gone = volume.file("d/gone");
      List<String> names = new ArrayList<>();
      CountDownLatch reached = new CountDownLatch(1);
      volume.namespace.list(
          path("d"),
          entry -> {
            if (reached.getCount() > 0) {
              reached.countDown();
              change(volume, gone);
            }
            return names.add(entry.path().name());
          });
      assertThat(names).containsExactly("gone", "stays", "made");
      volume.requests.reset();
      assertThat(volume.names("d")).containsExactly("made", "stays");
      assertThat(volume.find("d/made")).isInstanceOf(FileEntry.class);
      assertThat(volume.requests.total()).isZero();
    }
  }

  private static void change(TestVolume volume, FileEntry gone) {
    try {
      volume.namespace.remove(gone);
      volume.namespace.committed(path("d/made"), volume.put("d/made", "content"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void list_pageOfBeforeAChange_doesNotBringBackWhatWasRemoved() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 1200);
      FileEntry last = volume.file("d/f1199");
      CountDownLatch stalePage = new CountDownLatch(1);
      List<String> names = new ArrayList<>();
      volume.namespace.list(
          path("d"),
          entry -> {
            if (stalePage.getCount() > 0) {
              // By now the second page, with the entry in it, is on its way or here.
              while (volume.requests.count(Request.LIST) < 2) {
                Thread.onSpinWait();
              }
              stalePage.countDown();
              remove(volume, last);
            }
            return names.add(entry.path().name());
          });
      assertThat(names).hasSize(1199).doesNotContain("f1199");
      assertThat(volume.names("d")).hasSize(1199);
    }
  }

  private static void remove(TestVolume volume, FileEntry file) {
    try {
      volume.namespace.remove(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void find_listedFileThatIsGone_asksTheStore() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      fill(volume, 2);
      volume.list("d");
      volume.bucket.delete("vol/d/f0000", Precondition.none());
      assertThatExceptionOfType(FileException.class)
          .isThrownBy(() -> volume.find("d/f0000"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(FileException.Reason.NOT_FOUND));
    }
  }

  /** A call that may fail. */
  interface Call<T> {
    T make() throws IOException;
  }

  static <T> CompletableFuture<T> inBackground(Call<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.make();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }
}
