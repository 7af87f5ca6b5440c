package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.cli.Finding.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The checks of {@code doctor}, in the order they were made. */
final class CheckUp {
  private final List<Check> checks = new ArrayList<>();
  private final LongSupplier nanoTime;

  CheckUp(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private record Check(String name, Finding finding, long millis) {}

  /** Looks at something, mostly by a request. */
  interface Question {
    Finding answer() throws IOException;
  }

  /**
   * Makes a check. What it throws is a problem, and no reason not to make the next one.
   *
   * @return whether there was no problem
   */
  boolean ask(String name, Question question) {
    long start = nanoTime.getAsLong();
    Finding finding;
    try {
      finding = question.answer();
    } catch (IOException e) {
      finding = Finding.problem(String.valueOf(e.getMessage()), "");
    }
    long nanos = nanoTime.getAsLong() - start;
    checks.add(new Check(name, finding, TimeUnit.NANOSECONDS.toMillis(nanos)));
    return finding.verdict() != Verdict.PROBLEM;
  }

  long problems() {
    return checks.stream().filter(c -> c.finding().verdict() == Verdict.PROBLEM).count();
  }

  void print(PrintStream out) {
    for (Check check : checks) {
      Finding finding = check.finding();
      out.printf(
          "%-8s %-20s %s (%d ms)%n",
          word(finding.verdict()), check.name(), finding.text(), check.millis());
      if (!finding.advice().isEmpty()) {
        out.printf("%-29s → %s%n", "", finding.advice());
      }
    }
  }

  void printJson(PrintStream out) throws IOException {
    try (JsonGenerator json = JsonReport.generator(out)) {
      json.writeStartArray();
      for (Check check : checks) {
        json.writeStartObject();
        json.writeStringField("check", check.name());
        json.writeStringField("verdict", word(check.finding().verdict()));
        json.writeStringField("text", check.finding().text());
        json.writeStringField("advice", check.finding().advice());
        json.writeNumberField("milliseconds", check.millis());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
