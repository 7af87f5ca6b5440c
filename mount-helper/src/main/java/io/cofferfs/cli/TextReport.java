package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Finding;
import io.cofferfs.fs.bulk.Outcome;
import io.cofferfs.fs.bulk.Tally;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** For people: a line for each finding, and one at the end. */
final class TextReport implements BulkReport {
  private final PrintStream out;
  private final boolean summarized;

  /**
   * @param summarized whether the line at the end is wanted
   */
  TextReport(PrintStream out, boolean summarized) {
    this.out = out;
    this.summarized = summarized;
  }

  @Override
  public void finding(Finding finding) {
    String detail = finding.detail().isEmpty() ? "" : "  (" + printable(finding.detail()) + ")";
    out.printf(
        "%-8s %-16s %s%s%n",
        finding.outcome().verdict().name().toLowerCase(Locale.ROOT),
        finding.outcome().label(),
        printable(finding.path()),
        detail);
    out.flush();
  }

  /** A name may hold what a terminal takes for an order. */
  private static String printable(String text) {
    return text.codePoints()
        .collect(
            StringBuilder::new,
            (shown, point) -> {
              if (Character.isISOControl(point)) {
                shown.append(String.format("\\u%04x", point));
              } else {
                shown.appendCodePoint(point);
              }
            },
            StringBuilder::append)
        .toString();
  }

  @Override
  public void end(Tally tally, boolean complete) {
    if (!summarized) {
      return;
    }
    StringJoiner counts = new StringJoiner(", ", ": ", "").setEmptyValue("");
    for (Map.Entry<Outcome, Long> count : tally.counts().entrySet()) {
      counts.add(String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey().label()));
    }
    out.printf(
        Locale.ROOT,
        "%s%,d %s, %s%s%n",
        complete ? "" : "not complete: ",
        tally.objects(),
        tally.objects() == 1 ? "object" : "objects",
        HumanSize.of((double) tally.bytes()),
        counts);
    out.flush();
  }
}
