package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Tally;
import io.cofferfs.fs.bulk.Tally.Totals;
import java.time.Duration;
import java.util.Locale;

/** How far a job is, in one line: objects, bytes, rate, and time to go where that is known. */
final class ProgressLine {
  private static final int BAR_WIDTH = 20;

  // What is small takes about as long as this many bytes of something large.
  private static final long COST_OF_AN_OBJECT = 1 << 20;

  private final Tally tally;
  private final Duration elapsed;

  ProgressLine(Tally tally, Duration elapsed) {
    this.tally = tally;
    this.elapsed = elapsed;
  }

  /** With a bar, to be shown over and over. */
  String bar() {
    if (!tally.totals().complete()) {
      return text();
    }
    int filled = (int) (BAR_WIDTH * done());
    String bar = "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled);
    return String.format(Locale.ROOT, "[%s] %3.0f%%  %s", bar, 100 * done(), text());
  }

  String text() {
    Totals totals = tally.totals();
    String objects =
        totals.complete()
            ? String.format(Locale.ROOT, "%,d of %,d objects", tally.objects(), totals.objects())
            : String.format(Locale.ROOT, "%,d objects", tally.objects());
    double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
    String rate = HumanSize.of(tally.bytes() / seconds);
    String line = objects + ", " + HumanSize.of((double) tally.bytes()) + ", " + rate + "/s";
    return totals.complete() && done() > 0 ? line + ", " + remaining() + " left" : line;
  }

  private double done() {
    Totals totals = tally.totals();
    double all = cost(totals.objects(), totals.bytes());
    return all == 0 ? 1 : Math.min(1, cost(tally.objects(), tally.bytes()) / all);
  }

  private static double cost(long objects, long bytes) {
    return bytes + (double) objects * COST_OF_AN_OBJECT;
  }

  private String remaining() {
    long seconds = Math.round(elapsed.toMillis() / 1000.0 * (1 - done()) / done());
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
