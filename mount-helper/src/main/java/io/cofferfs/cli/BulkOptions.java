package io.cofferfs.cli;

import picocli.CommandLine.Option;

/** How a command goes about everything under a prefix. */
final class BulkOptions {
  private static final int DEFAULT_PARALLEL = 16;
  private static final int MAX_PARALLEL = 64;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Objects, and pieces of large ones, at the same time (16; at most 64).")
  private int parallel = DEFAULT_PARALLEL;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress and no summary; findings are printed all the same.")
  private boolean quiet;

  int parallel() throws CliException {
    if (parallel < 1 || parallel > MAX_PARALLEL) {
      throw CliException.usage("--parallel is a number from 1 to 64, not " + parallel);
    }
    return parallel;
  }

  boolean isJson() {
    return json;
  }

  boolean isQuiet() {
    return quiet;
  }
}
