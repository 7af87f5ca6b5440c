package io.cofferfs.cli;

import io.cofferfs.fs.bulk.Finding;
import io.cofferfs.fs.bulk.Tally;
import java.io.IOException;

/**
 * What a job over many objects tells on standard output: its findings as they come, for there may
 * be millions of them, and the counts at the end.
 */
interface BulkReport {
  void finding(Finding finding) throws IOException;

  /**
   * Ends the report with the counts.
   *
   * @param complete whether every object was dealt with
   */
  void end(Tally tally, boolean complete) throws IOException;
}
