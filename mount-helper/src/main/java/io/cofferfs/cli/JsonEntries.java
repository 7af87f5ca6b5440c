package io.cofferfs.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** An array with an object for each entry. */
final class JsonEntries implements EntryPrinter {
  private final JsonGenerator json;

  JsonEntries(PrintStream out) throws IOException {
    json = JsonReport.generator(out);
    json.writeStartArray();
  }

  @Override
  public void print(String name, FileStat stat, String target) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("type", type(stat.mode()));
    json.writeNumberField("length", stat.length());
    json.writeStringField("mode", String.format("%04o", stat.mode() & 07777));
    json.writeNumberField("uid", stat.uid());
    json.writeNumberField("gid", stat.gid());
    json.writeStringField("mtime", stat.mtime().toInstant().toString());
    if (!target.isEmpty()) {
      json.writeStringField("target", target);
    }
    json.writeEndObject();
  }

  private static String type(int mode) {
    return FileType.of(mode).map(type -> type.name().toLowerCase(Locale.ROOT)).orElse("other");
  }

  @Override
  public void close() throws IOException {
    json.writeEndArray();
    json.writeRaw('\n');
    json.close();
  }
}
