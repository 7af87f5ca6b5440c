package io.cofferfs.cli;

import io.cofferfs.crypto.AeadProvider;
import io.cofferfs.crypto.AeadProvider.Choice;
import io.cofferfs.crypto.CofferException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Who computes AES-GCM for what is stored. */
final class CryptoOptions {
  private static final Logger log = LoggerFactory.getLogger(CryptoOptions.class);

  @Option(
      names = "--crypto-provider",
      paramLabel = "jdk|accp|bcfips",
      description = {
        "Who computes AES-GCM: the Java runtime, Amazon Corretto or BouncyCastle FIPS",
        "(accp where this machine can load it, else jdk). Tested before it is used."
      })
  private Optional<Choice> choice = Optional.empty();

  @Option(
      names = "--crypto-provider-jar",
      paramLabel = "FILE",
      description = "The jar that holds it; bcfips needs one. May be given more than once.")
  private List<Path> jars = List.of();

  private @Nullable AeadProvider loaded;

  static Choice parse(String text) {
    for (Choice choice : Choice.values()) {
      if (choice.toString().equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not one of jdk, accp, bcfips");
  }

  /**
   * Loaded, and tested with known answers. Amazon Corretto does all that it can in this process
   * from then on: the launcher has told the JVM to rely on it.
   */
  AeadProvider provider() throws IOException, CliException {
    if (loaded == null) {
      loaded = load();
      if (loaded.choice() == Choice.ACCP) {
        loaded.preferEverywhere();
      }
    }
    return loaded;
  }

  private AeadProvider load() throws IOException, CliException {
    if (choice.isPresent() && (jars.isEmpty() || choice.get() != Choice.JDK)) {
      return AeadProvider.load(choice.get(), jars);
    }
    if (!jars.isEmpty()) {
      throw CliException.usage("--crypto-provider-jar wants --crypto-provider accp or bcfips");
    }
    return Installation.reliesOnAccp() ? accpOrJdk() : AeadProvider.JDK;
  }

  private static AeadProvider accpOrJdk() throws CofferException {
    Optional<AeadProvider> accp = AeadProvider.loadIfPossible(Choice.ACCP);
    if (accp.isEmpty()) {
      log.warn(
          "crypto provider accp does not load on this machine, so encryption is slow;"
              + " --crypto-provider jdk is faster here");
    }
    return accp.orElse(AeadProvider.JDK);
  }
}
