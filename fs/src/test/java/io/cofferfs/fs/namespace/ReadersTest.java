package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.ETag;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.FileVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadersTest {
  private static final int FILES = 1000;
  private static final int FILE_BYTES = 100;

  private final TestClock clock = new TestClock();
  private final Freshness freshness = new Freshness(TestVolume.SETTINGS, clock);
  private final List<Listed> entries =
      new ArrayList<>(
          IntStream.range(0, FILES)
              .<Listed>mapToObj(
                  i -> new Listed.Stored("f%04d".formatted(i), new ETag("e"), FILE_BYTES, 0))
              .toList());
  private final Readers readers = new Readers(freshness, entries);

  /** Has room for so many files of the listing. */
  private record Room(int files) implements Deliveries {
    @Override
    public long maxBodyBytes() {
      return FILE_BYTES;
    }

    @Override
    public long roomBytes() {
      return (long) files * FILE_BYTES;
    }

    @Override
    public boolean mayHoldUnseen() {
      return false;
    }

    @Override
    public boolean holds(FileVersion version) {
      return false;
    }

    @Override
    public Optional<Delivery> expect(FileVersion version) {
      return Optional.empty();
    }
  }

  /** How far ahead of the last of these files the reader is served. */
  private int ahead(int from, int to, Duration pace, Room room) {
    int end = 0;
    for (int i = from; i < to; i++) {
      clock.advance(pace);
      List<Listed> next = readers.opened(i, room);
      end = next.isEmpty() ? end : entries.indexOf(next.get(next.size() - 1)) + 1;
    }
    return Math.max(0, end - to);
  }

  @Test
  void opened_inOrder_leadsToEachFileOnce() {
    List<Listed> ahead = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      ahead.addAll(readers.opened(i, new Room(FILES)));
    }
    assertThat(ahead).doesNotHaveDuplicates().isEqualTo(entries.subList(2, FILES));
  }

  @Test
  void opened_once_leadsToNothing() {
    assertThat(readers.opened(7, new Room(FILES))).isEmpty();
    assertThat(readers.opened(500, new Room(FILES))).isEmpty();
  }

  @Test
  void opened_withPauses_isServedNoFurtherThanItComesInHalfTheTimeToLive() {
    assertThat(ahead(0, 50, Duration.ofMillis(100), new Room(FILES))).isBetween(3, 6);
  }

  @Test
  void opened_inLittleRoom_isServedAsFarAsThatGoes() {
    assertThat(ahead(0, 50, Duration.ofMillis(1), new Room(20))).isBetween(18, 20);
  }

  @Test
  void opened_bySeveral_sharesTheRoom() {
    ahead(500, 520, Duration.ofMillis(1), new Room(20));
    assertThat(ahead(0, 50, Duration.ofMillis(1), new Room(20))).isBetween(8, 10);
  }

  @Test
  void cameTooLate_againAndAgain_endsAskingFarAhead() {
    ahead(0, 50, Duration.ofMillis(1), new Room(FILES));
    for (int i = 0; i < 8; i++) {
      readers.cameTooLate();
    }
    List<Listed> next = new ArrayList<>();
    for (int i = 50; i < 60; i++) {
      next.addAll(readers.opened(i, new Room(FILES)));
    }
    assertThat(next).isEmpty();
  }

  @Test
  void looked_withoutOpening_endsReading() {
    readers.opened(0, new Room(FILES));
    readers.looked(1);
    assertThat(readers.areReading()).isTrue();
    readers.looked(2);
    assertThat(readers.areReading()).isFalse();
  }
}
