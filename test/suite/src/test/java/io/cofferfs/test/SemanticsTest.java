package io.cofferfs.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SEMANTICS.md promises nothing that no test quotes, and no test quotes what is not promised. */
final class SemanticsTest {
  private static final Pattern PROMISE = Pattern.compile("\\*\\*(S-\\d+)\\*\\*");
  private static final Pattern QUOTE = Pattern.compile("\\bS-\\d+\\b(?!-)");

  @Test
  void everyPromise_isQuotedAboveATest() throws IOException {
    assertThat(quotes()).containsAll(promises());
  }

  @Test
  void everyQuote_isOfAPromise() throws IOException {
    assertThat(promises()).containsAll(quotes());
  }

  private static Set<String> promises() throws IOException {
    Path page = root().resolve("fs/SEMANTICS.md");
    return PROMISE
        .matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> quotes() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file : files.filter(SemanticsTest::isTest).toList()) {
        QUOTE.matcher(Files.readString(file)).results().forEach(match -> found.add(match.group()));
      }
    }
    return found;
  }

  /** Sources of tests, and the scripts beside them. */
  private static boolean isTest(Path file) {
    String path = root().relativize(file).toString();
    return Files.isRegularFile(file)
        && (path.matches(".*src/test/java/.*\\.java") || path.matches("test/[a-z]+"));
  }

  /** The checkout, of which this test's module is two levels down. */
  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("fs/SEMANTICS.md"))) {
      at = at.getParent();
    }
    return at;
  }
}
