package io.cofferfs.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Takes a group of options several times, each time under other names: {@code --key-file} as {@code
 * --from-key-file} and {@code --to-key-file}. How to reach the store can be said once for all of
 * them.
 */
final class PrefixedOptions {
  private final CommandSpec spec;
  private final List<Shared> shared = new ArrayList<>();

  /** An option that stands for several. */
  private record Shared(OptionSpec option, List<OptionSpec> meant) {}

  PrefixedOptions(CommandSpec spec) {
    this.spec = spec;
  }

  /**
   * Adds the options of an object whose fields picocli is to set.
   *
   * @param prefix such as {@code from}
   * @param role what the prefix stands for in a description, such as {@code source}
   */
  PrefixedOptions add(String prefix, String role, Object group) {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(group).options()) {
      List<String> description = new ArrayList<>(List.of(option.description()));
      description.set(0, "Of the " + role + ": " + description.get(0));
      spec.addOption(
          OptionSpec.builder(option)
              .names("--" + prefix + "-" + bare(option))
              .description(description.toArray(String[]::new))
              .build());
    }
    return this;
  }

  /** Lets the options of this class also be given without a prefix, for all prefixes at once. */
  PrefixedOptions share(Object group, List<String> prefixes) {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(group).options()) {
      Held value = new Held();
      OptionSpec once = OptionSpec.builder(option).getter(value).setter(value).build();
      spec.addOption(once);
      shared.add(new Shared(once, prefixes.stream().map(prefix -> meant(prefix, option)).toList()));
    }
    return this;
  }

  /** What an option was set to that belongs to no object. */
  private static final class Held implements IGetter, ISetter {
    private @Nullable Object value;

    @Override
    // The signature is picocli's, which asks for what it has set.
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    public <T> T get() {
      return (T) value;
    }

    @Override
    public <T> T set(T next) {
      T before = get();
      value = next;
      return before;
    }
  }

  private OptionSpec meant(String prefix, OptionSpec option) {
    return spec.findOption("--" + prefix + "-" + bare(option));
  }

  private static String bare(OptionSpec option) {
    return option.longestName().substring("--".length());
  }

  /** To be called when the arguments were parsed: what was said of one place goes before. */
  void distribute() throws Exception {
    ParseResult parsed = spec.commandLine().getParseResult();
    for (Shared option : shared) {
      if (parsed.hasMatchedOption(option.option())) {
        for (OptionSpec meant : option.meant()) {
          if (!parsed.hasMatchedOption(meant)) {
            meant.setter().set(option.option().getValue());
          }
        }
      }
    }
  }
}
