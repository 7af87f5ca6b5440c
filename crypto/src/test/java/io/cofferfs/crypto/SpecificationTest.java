package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** FORMAT.md and the tests speak of the same rules, and of the same bytes. */
final class SpecificationTest {
  private static final Path SPECIFICATION = Path.of("FORMAT.md");
  private static final Path TESTS = Path.of("src/test/java/io/cofferfs/crypto");

  /** Offset, bytes, and what they are. */
  private static final Pattern DUMP_LINE =
      Pattern.compile("^[0-9a-f]{2}  ([0-9a-f |]+?) {3,}.*$", Pattern.MULTILINE);

  private static Set<String> find(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(match -> match.replace("*", ""))
        .collect(TreeSet::new, Set::add, Set::addAll);
  }

  @Test
  void everyRule_isCitedByATest() throws IOException {
    Set<String> rules =
        find(Pattern.compile("\\*\\*F-\\d+\\*\\*"), Files.readString(SPECIFICATION));
    Set<String> cited = new TreeSet<>();
    try (var files = Files.list(TESTS)) {
      List<Path> sources = files.filter(Files::isRegularFile).toList();
      for (Path source : sources) {
        cited.addAll(find(Pattern.compile("\\bF-\\d+\\b"), Files.readString(source)));
      }
    }
    assertThat(cited).isEqualTo(rules).hasSize(37);
  }

  /** The object that FORMAT.md gives in full is the stored one. */
  @Test
  void objectInFull_isTheStoredOne() throws IOException {
    StringBuilder digits = new StringBuilder();
    DUMP_LINE
        .matcher(Files.readString(SPECIFICATION))
        .results()
        .forEach(line -> digits.append(line.group(1).replaceAll("[ |]", "")));
    assertThat(digits.toString())
        .isEqualTo(
            HexFormat.of().formatHex(StoredVolume.VERSION_1.read("objects/one-byte.coffer")));
  }

  /** Every claim of THREATS.md stands beside a test that exists, in whatever module. */
  @Test
  void threats_nameTestsThatExist() throws IOException {
    List<String> named =
        Pattern.compile("`(\\w+Test)\\.(\\w+)`")
            .matcher(Files.readString(Path.of("THREATS.md")))
            .results()
            .map(match -> match.group(1) + "." + match.group(2))
            .distinct()
            .toList();
    assertThat(named).hasSizeGreaterThan(40);
    Map<String, String> tests = testSources();
    assertThat(named)
        .allSatisfy(
            name -> {
              int dot = name.indexOf('.');
              assertThat(tests).containsKey(name.substring(0, dot));
              assertThat(tests.get(name.substring(0, dot)))
                  .contains(" " + name.substring(dot + 1) + "(");
            });
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (Path module : List.of(Path.of("."), Path.of("../fs"), Path.of("../mount-helper"))) {
      try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString();
          sources.put(name.substring(0, name.length() - 5), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
