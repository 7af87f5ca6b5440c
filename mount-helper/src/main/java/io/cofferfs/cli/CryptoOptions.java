package io.cofferfs.cli;

import io.cofferfs.crypto.AeadProvider;
import io.cofferfs.crypto.AeadProvider.Choice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who computes AES-GCM for what is stored. */
final class CryptoOptions {
  @Option(
      names = "--crypto-provider",
      paramLabel = "jdk|accp|bcfips",
      description = {
        "Who computes AES-GCM: the Java runtime, Amazon Corretto or BouncyCastle FIPS",
        "(accp if it is on the class path, else jdk). Tested before it is used."
      })
  private Optional<Choice> choice = Optional.empty();

  @Option(
      names = "--crypto-provider-jar",
      paramLabel = "FILE",
      description = "The jar that holds it; bcfips needs one. May be given more than once.")
  private List<Path> jars = List.of();

  static Choice parse(String text) {
    for (Choice choice : Choice.values()) {
      if (choice.toString().equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not one of jdk, accp, bcfips");
  }

  /** Loaded, and tested with known answers. */
  AeadProvider provider() throws IOException, CliException {
    if (choice.isPresent() && (jars.isEmpty() || choice.get() != Choice.JDK)) {
      return AeadProvider.load(choice.get(), jars);
    }
    if (!jars.isEmpty()) {
      throw CliException.usage("--crypto-provider-jar wants --crypto-provider accp or bcfips");
    }
    return AeadProvider.loadDefault();
  }
}
