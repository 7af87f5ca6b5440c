package io.cofferfs.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment variables, read once; those set to nothing count as not set. */
final class Environment {
  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** The first of these variables that is set. */
  Optional<String> firstOf(String... names) {
    for (String name : names) {
      Optional<String> value = get(name);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  Optional<Path> path(String name) {
    return get(name).map(Path::of).filter(Path::isAbsolute);
  }

  /** The user's home. */
  Path home() {
    return path("HOME").orElseGet(() -> Path.of(System.getProperty("user.home", "/")));
  }

  /** Where temporary files go that may be large: a disk rather than {@code /tmp} in memory. */
  Path temporaryDirectory() {
    return path("TMPDIR").orElse(Path.of("/var/tmp"));
  }
}
