package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Tally;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Shows on standard error how far a job is: a line that changes on a terminal, and elsewhere a new
 * line now and then. Thread-safe; the lock keeps it apart from what is printed in between.
 */
final class ProgressDisplay implements AutoCloseable {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(200);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Tally tally;
  private final PrintStream err;
  private final InstantSource clock;
  private final Style style;
  private final long startedAt;
  private final Timer timer = new Timer("progress", /* isDaemon= */ true);

  /** How it is shown. */
  enum Style {
    BAR,
    LINES,
    NOTHING
  }

  ProgressDisplay(Tally tally, CommandContext context, Style style) {
    this.tally = tally;
    this.err = context.err();
    this.clock = context.clock();
    this.style = style;
    this.startedAt = clock.millis();
    if (style != Style.NOTHING) {
      long period = (style == Style.BAR ? ON_A_TERMINAL : ELSEWHERE).toMillis();
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              show();
            }
          },
          period,
          period);
    }
  }

  /** What suits standard error; without the variable that names a terminal it is none. */
  static Style styleFor(Environment environment) {
    boolean named = environment.get("TERM").filter(name -> !name.equals("dumb")).isPresent();
    return named && isTerminal(Path.of("/proc/self/fd/2")) ? Style.BAR : Style.LINES;
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false; // Closed, or a system without such links.
    }
  }

  private synchronized void show() {
    Duration elapsed = Duration.ofMillis(clock.millis() - startedAt);
    ProgressLine line = new ProgressLine(tally, elapsed);
    if (style == Style.BAR) {
      err.print(CLEAR_LINE + line.bar());
      err.flush();
    } else {
      err.println("cofferfs: " + line.text());
    }
  }

  /** Something that prints. */
  interface Printing {
    void print() throws IOException;
  }

  /** Prints where the line is, which moves down. */
  synchronized void above(Printing printing) throws IOException {
    clear();
    printing.print();
  }

  private void clear() {
    if (style == Style.BAR) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  @Override
  public void close() {
    timer.cancel();
    synchronized (this) {
      clear();
    }
  }
}
