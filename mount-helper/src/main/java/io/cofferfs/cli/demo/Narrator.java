package io.cofferfs.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Tells what is going on, and how long it took. */
final class Narrator {
  private static final long PROGRESS_NANOS = 2_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long start;
  private long lastProgress;
  private final List<Step> steps = new ArrayList<>();

  Narrator(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  private record Step(String what, Duration time, String result) {}

  /** Something that takes time and has a result to tell. */
  interface Work {
    String run() throws Exception;
  }

  void step(String what, Work work) throws Exception {
    out.println();
    out.println("== " + what);
    out.flush();
    long begin = nanoTime.getAsLong();
    lastProgress = begin;
    String result = work.run();
    Duration time = Duration.ofNanos(nanoTime.getAsLong() - begin);
    steps.add(new Step(what, time, result));
    out.printf("   %s (%s)%n", result, seconds(time));
    out.flush();
  }

  void show(String line) {
    out.println("   " + line);
    out.flush();
  }

  /** Says how far something is, if it has not just been said. */
  void progress(int done, int total) {
    long now = nanoTime.getAsLong();
    if (now - lastProgress >= PROGRESS_NANOS) {
      lastProgress = now;
      show("  %,d of %,d".formatted(Math.min(done, total), total));
    }
  }

  void summary() {
    out.println();
    out.println("== In sum");
    for (Step step : steps) {
      out.printf("   %8s  %s: %s%n", seconds(step.time()), step.what(), step.result());
    }
    Duration total = Duration.ofNanos(nanoTime.getAsLong() - start);
    out.printf("   %8s  in all%n", seconds(total));
    out.flush();
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
