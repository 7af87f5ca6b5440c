package io.cofferfs.fs.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WalksTest {
  private static final int ENTRIES = 2000;

  private final TestClock clock = new TestClock();
  private final Freshness freshness = new Freshness(TestVolume.SETTINGS, clock);
  private final Walks walks = new Walks();

  private static List<Listed> names() {
    return new ArrayList<>(
        IntStream.range(0, ENTRIES)
            .mapToObj("f%04d"::formatted)
            .<Listed>map(Listed.Changed::new)
            .toList());
  }

  /** How many of the steps came to an entry that had not been asked for ahead. */
  private int missed(List<Listed> walked, List<Listed> listed) {
    Set<Listed> ahead = new HashSet<>();
    int missed = 0;
    for (Listed entry : walked) {
      if (!ahead.contains(entry)) {
        missed++;
      }
      assertThat(walks.cover(listed.indexOf(entry), freshness)).isTrue();
      ahead.addAll(walks.step(listed.indexOf(entry), listed, freshness));
      clock.advance(TestVolume.SETTINGS.ttl().dividedBy(10));
    }
    return missed;
  }

  private static void shuffle(List<Listed> entries) {
    SplittableRandom random = new SplittableRandom(7);
    for (int end = entries.size(); end > 1; end--) {
      Collections.swap(entries, end - 1, random.nextInt(end));
    }
  }

  @Test
  void step_inTheOrderOfTheListing_isAskedAheadForAllButTheFirst() {
    List<Listed> listed = names();
    shuffle(listed);
    walks.begin(freshness.now(), listed, Order.byName(listed));
    assertThat(missed(listed, listed)).isEqualTo(1);
  }

  @Test
  void step_inTheOrderOfTheNames_isAskedAheadForAllButTheFirstFew() {
    List<Listed> listed = names();
    shuffle(listed);
    walks.begin(freshness.now(), listed, Order.byName(listed));
    // Until it comes back for the first time, it may as well be going in the listing's order.
    assertThat(missed(names(), listed)).isLessThan(10);
  }

  @Test
  void step_ofASortedListing_leadsToEachEntryOnce() {
    List<Listed> listed = names();
    walks.begin(freshness.now(), listed, Order.byName(listed));
    List<Listed> ahead = new ArrayList<>();
    for (int position = 0; position < ENTRIES; position++) {
      ahead.addAll(walks.step(position, listed, freshness));
    }
    assertThat(ahead).doesNotHaveDuplicates().hasSize(ENTRIES - 1);
  }

  @Test
  void step_ofEntriesAddedLater_goesOnInTheOrderOfTheListing() {
    List<Listed> listed = names();
    Collections.reverse(listed);
    walks.begin(freshness.now(), listed, Order.byName(listed));
    listed.add(new Listed.Changed("a"));
    assertThat(walks.cover(ENTRIES, freshness)).isTrue();
    assertThat(walks.step(ENTRIES - 1, listed, freshness)).contains(listed.get(ENTRIES));
    assertThat(walks.step(ENTRIES, listed, freshness)).isEmpty();
    assertThat(walks.goOn(freshness)).isTrue();
    clock.advance(TestVolume.MORE_THAN_TTL);
    assertThat(walks.goOn(freshness)).isFalse();
    assertThat(walks.cover(ENTRIES, freshness)).isFalse();
  }

  @Test
  void pass_inTheOrderOfTheListing_goesOnAndLeavesNothingOutForWhoLooksThen() {
    List<Listed> listed = names();
    shuffle(listed);
    walks.begin(freshness.now(), listed, Order.byName(listed));
    passAll(listed.subList(0, ENTRIES / 2), listed);
    assertThat(missed(listed.subList(ENTRIES / 2, ENTRIES), listed)).isEqualTo(1);
  }

  @Test
  void pass_inTheOrderOfTheNames_goesOnAndLeavesNothingOutForWhoLooksThen() {
    List<Listed> listed = names();
    shuffle(listed);
    walks.begin(freshness.now(), listed, Order.byName(listed));
    passAll(names().subList(0, ENTRIES / 2), listed);
    assertThat(missed(names().subList(ENTRIES / 2, ENTRIES), listed)).isLessThan(10);
  }

  private void passAll(List<Listed> passed, List<Listed> listed) {
    for (Listed entry : passed) {
      int position = listed.indexOf(entry);
      walks.pass(position, freshness);
      walks.pass(position, freshness);
      assertThat(walks.cover(position, freshness)).isTrue();
      clock.advance(TestVolume.SETTINGS.ttl().dividedBy(10));
    }
  }
}
