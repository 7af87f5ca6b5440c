package io.cofferfs.cli;

import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file that says which SSE-C keys belong to which prefixes of a bucket. It holds no key itself.
 *
 * <p>A line has a prefix, where its keys are, and if it is not the first one the number of the key
 * to write with: {@code projects/a/ /etc/keys/a.key 2}. Columns are separated by tabs or, in a line
 * without one, by blanks; {@code *} is the prefix of everything else, {@code #} begins a comment
 * line.
 */
final class CustomerKeyMap {
  private static final String EVERYTHING_ELSE = "*";
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");

  private final Path file;
  private final SecretReader secrets;
  private final Map<SecretSource, List<CustomerKey>> keysBySource = new HashMap<>();

  /** Relative paths in the file are relative to the directory that it is in. */
  CustomerKeyMap(Path file, SecretReader secrets) {
    this.file = file.toAbsolutePath();
    this.secrets = secrets;
  }

  private record Rule(String prefix, List<CustomerKey> keys) {}

  /**
   * @param others the keys of everything else; the file has a line for that where they are empty,
   *     and only then
   */
  CustomerKeyring read(List<CustomerKey> others) throws IOException, CliException {
    List<Rule> rules = rules();
    Optional<Rule> rest = rules.stream().filter(r -> r.prefix().equals(EVERYTHING_ELSE)).findAny();
    if (rest.isPresent() != others.isEmpty()) {
      throw CliException.usage(
          "the keys of everything else come from --sse-c-key-file, or from a line of "
              + file
              + " whose prefix is *: from one of them");
    }
    CustomerKeyring keyring = CustomerKeyring.of(rest.map(Rule::keys).orElse(others));
    for (Rule rule : rules) {
      if (!rule.prefix().equals(EVERYTHING_ELSE)) {
        keyring = keyring.withPrefix(rule.prefix(), rule.keys());
      }
    }
    return keyring;
  }

  private List<Rule> rules() throws IOException, CliException {
    List<Rule> rules = new ArrayList<>();
    Set<String> prefixes = new HashSet<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Rule rule = rule(line, number);
      if (!prefixes.add(rule.prefix())) {
        throw refused(number, "has a prefix that another line has");
      }
      rules.add(rule);
    }
    return rules;
  }

  private Rule rule(String line, int number) throws IOException, CliException {
    String[] columns = line.strip().split(line.indexOf('\t') < 0 ? " +" : "\t+", -1);
    if (columns.length < 2 || columns.length > 3) {
      throw refused(number, "is not PREFIX KEYS [NUMBER]");
    }
    List<CustomerKey> keys = keys(columns[1], number);
    return new Rule(columns[0], columns.length == 2 ? keys : ledBy(columns[2], keys, number));
  }

  private List<CustomerKey> keys(String source, int number) throws IOException, CliException {
    SecretSource parsed;
    try {
      parsed = SecretSource.parse(source);
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.FAILED, "line " + number + " of " + file + ": " + e.getMessage(), e);
    }
    if (parsed instanceof SecretSource.InFile relative) {
      parsed = new SecretSource.InFile(file.resolveSibling(relative.path()));
    }
    List<CustomerKey> known = keysBySource.get(parsed);
    if (known == null) {
      known = secrets.keys(parsed).stream().map(CustomerKey::new).toList();
      keysBySource.put(parsed, known);
    }
    return known;
  }

  private List<CustomerKey> ledBy(String text, List<CustomerKey> keys, int number)
      throws CliException {
    int index = NUMBER.matcher(text).matches() ? Integer.parseInt(text) - 1 : keys.size();
    if (index >= keys.size()) {
      throw refused(number, "asks for key '" + text + "' of " + keys.size());
    }
    List<CustomerKey> led = new ArrayList<>(keys);
    led.add(0, led.remove(index));
    return led;
  }

  private CliException refused(int number, String why) {
    return new CliException(ExitCode.FAILED, "line " + number + " of " + file + " " + why);
  }
}
