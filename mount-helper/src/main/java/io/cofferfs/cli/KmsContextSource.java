package io.cofferfs.cli;

import io.cofferfs.fs.s3.KmsContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where (a part of) an encryption context comes from. It is no secret. */
sealed interface KmsContextSource {

  Map<String, String> read() throws IOException, CliException;

  /** Names and values on the command line. */
  record Pairs(Map<String, String> context) implements KmsContextSource {
    @Override
    public Map<String, String> read() {
      return context;
    }
  }

  /** A file of JSON. */
  record JsonFile(Path path) implements KmsContextSource {
    @Override
    public Map<String, String> read() throws IOException, CliException {
      byte[] json = Files.readAllBytes(path);
      try {
        return KmsContext.parse(json);
      } catch (IOException e) {
        throw new CliException(ExitCode.FAILED, path + ": " + e.getMessage(), e);
      }
    }
  }

  /** Parses {@code name=value,…} or else the path of a file. */
  static KmsContextSource parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an empty encryption context");
    }
    if (text.indexOf('=') < 0) {
      return new JsonFile(Path.of(text));
    }
    Map<String, String> context = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + pair + "' is not name=value");
      }
      if (context.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("a name twice in '" + text + "'");
      }
    }
    return new Pairs(context);
  }
}
