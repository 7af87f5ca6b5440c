package io.cofferfs.cli;

import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.cli.mount.ProcessLog;
import io.cofferfs.cli.mount.Signals;
import io.cofferfs.fs.bulk.BulkRun;
import io.cofferfs.fs.bulk.BulkTask;
import io.cofferfs.fs.bulk.Cancellation;
import io.cofferfs.fs.bulk.Census;
import io.cofferfs.fs.bulk.Finding;
import io.cofferfs.fs.bulk.Scope;
import io.cofferfs.fs.bulk.Tally;
import io.cofferfs.fs.bulk.Verdict;
import io.cofferfs.fs.bulk.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Runs a job over many objects for a command: with progress, a report, an end on Ctrl-C, and the
 * exit code that the outcomes ask for.
 */
final class BulkJob {
  private static final int INTERRUPTED = 128 + 2;

  private final CommandContext context;
  private final BulkOptions options;
  private final Map<String, String> about;
  private final Cancellation cancellation = new Cancellation();
  private final Tally tally = new Tally();

  /**
   * @param about what a report in JSON begins with
   */
  BulkJob(Subcommand command, BulkOptions options, Map<String, String> about) {
    this.context = command.context;
    this.options = options;
    this.about = about;
    LogLevel level = command.isDebug() ? LogLevel.DEBUG : LogLevel.ERROR;
    ProcessLog.toStream(context.err(), level);
  }

  /** Makes the task, of which the threads are given. */
  interface Tasks {
    BulkTask task(Workers workers);
  }

  /** Works on all of the scope, or throws what the exit code is made of. */
  void run(Scope scope, Tasks tasks) throws IOException, CliException {
    Workers.Settings settings = Workers.Settings.of(options.parallel());
    BulkReport report =
        options.isJson()
            ? new StructuredReport(context.out(), about)
            : new TextReport(context.out(), /* summarized= */ !options.isQuiet());
    Signals.on("INT", this::interrupt);
    try (Workers workers = new Workers(settings, cancellation)) {
      boolean listed = false;
      try (ProgressDisplay progress = new ProgressDisplay(tally, context, style())) {
        countAhead(scope);
        new BulkRun(scope, workers, tally, finding -> tell(finding, report, progress))
            .run(tasks.task(workers));
        listed = true;
      } finally {
        report.end(tally, listed && !cancellation.isRequested());
      }
    }
    requireSuccess();
  }

  private void interrupt() {
    if (cancellation.isRequested()) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    cancellation.request();
  }

  private ProgressDisplay.Style style() {
    return options.isQuiet()
        ? ProgressDisplay.Style.NOTHING
        : ProgressDisplay.styleFor(context.environment());
  }

  /** Only who looks at the progress wants to know how much there is. */
  private void countAhead(Scope scope) {
    if (style() == ProgressDisplay.Style.BAR) {
      Thread census = new Thread(new Census(scope, tally, cancellation), "census");
      census.setDaemon(true);
      census.start();
    }
  }

  private static void tell(Finding finding, BulkReport report, ProgressDisplay progress) {
    try {
      progress.above(() -> report.finding(finding));
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written", e);
    }
  }

  /** That there was nothing at a path is more likely a slip of the pen than good news. */
  void requireObjects(S3Location location) throws CliException {
    if (tally.objects() == 0 && !location.trimmedPath().isEmpty()) {
      throw new CliException(ExitCode.NOT_FOUND, "there is nothing at " + location);
    }
  }

  private void requireSuccess() throws CliException {
    long damaged = tally.count(Verdict.DAMAGED);
    long failed = tally.count(Verdict.FAILED);
    if (damaged > 0) {
      throw new CliException(ExitCode.INTEGRITY, objects(damaged) + " not what was stored");
    }
    if (cancellation.isRequested()) {
      throw new CliException(
          ExitCode.FAILED,
          "interrupted after "
              + tally.objects()
              + " objects; the same command goes on with what is left");
    }
    if (failed > 0) {
      throw new CliException(ExitCode.FAILED, objects(failed) + " not dealt with");
    }
  }

  private static String objects(long count) {
    return count == 1 ? "1 object is" : count + " objects are";
  }
}
