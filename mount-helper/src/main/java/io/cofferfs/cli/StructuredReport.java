package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.fs.bulk.Finding;
import io.cofferfs.fs.bulk.Outcome;
import io.cofferfs.fs.bulk.Tally;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** For machines: one JSON object, written while the job goes on. */
final class StructuredReport implements BulkReport {
  private final JsonGenerator json;

  /**
   * @param about names and values that begin the report
   */
  StructuredReport(PrintStream out, Map<String, String> about) throws IOException {
    json = JsonReport.generator(out);
    json.writeStartObject();
    for (Map.Entry<String, String> member : about.entrySet()) {
      json.writeStringField(member.getKey(), member.getValue());
    }
    json.writeArrayFieldStart("findings");
  }

  @Override
  public void finding(Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", finding.path());
    json.writeStringField("verdict", finding.outcome().verdict().name().toLowerCase(Locale.ROOT));
    json.writeStringField("outcome", finding.outcome().label());
    if (!finding.detail().isEmpty()) {
      json.writeStringField("detail", finding.detail());
    }
    json.writeEndObject();
  }

  @Override
  public void end(Tally tally, boolean complete) throws IOException {
    json.writeEndArray();
    json.writeObjectFieldStart("counts");
    for (Map.Entry<Outcome, Long> count : tally.counts().entrySet()) {
      json.writeNumberField(count.getKey().label(), count.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("objects", tally.objects());
    json.writeNumberField("bytes", tally.bytes());
    json.writeBooleanField("complete", complete);
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }
}
