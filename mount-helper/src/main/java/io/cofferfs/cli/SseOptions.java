package io.cofferfs.cli;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.ServerSideEncryption;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Encryption by the server. */
final class SseOptions {
  @Option(
      names = "--sse",
      paramLabel = "none|s3|kms[:ID]|c",
      description = "Encryption asked of the server (none: the bucket's own default).")
  private Optional<SseChoice> sse = Optional.empty();

  @Option(
      names = "--sse-c-key-file",
      paramLabel = "KEY",
      description = "The customer key of --sse c; the same sources as --key-file.")
  private Optional<SecretSource> keyFile = Optional.empty();

  @Option(names = "--sse-kms-key-id", paramLabel = "ID", description = "The KMS key of --sse kms.")
  private Optional<String> kmsKeyId = Optional.empty();

  boolean isGiven() {
    return sse.isPresent();
  }

  ServerSideEncryption encryption(CommandContext context) throws IOException, CliException {
    SseChoice choice = sse.orElse(SseChoice.NONE);
    if (keyFile.isPresent() && choice.kind() != SseChoice.Kind.C) {
      throw CliException.usage("--sse-c-key-file goes with --sse c");
    }
    if (kmsKeyId.isPresent() && choice.kind() != SseChoice.Kind.KMS) {
      throw CliException.usage("--sse-kms-key-id goes with --sse kms");
    }
    return switch (choice.kind()) {
      case NONE -> new ServerSideEncryption.BucketDefault();
      case S3 -> new ServerSideEncryption.S3Managed();
      case KMS -> new ServerSideEncryption.Kms(choice.kmsKeyId().or(() -> kmsKeyId));
      case C -> customerKey(context);
    };
  }

  private ServerSideEncryption customerKey(CommandContext context)
      throws IOException, CliException {
    SecretSource source =
        keyFile.orElseThrow(() -> CliException.usage("--sse c needs --sse-c-key-file KEY"));
    List<SecretBytes> keys = context.secrets().keys(source);
    keys.subList(1, keys.size()).forEach(SecretBytes::close);
    if (keys.size() > 1) {
      context.note(
          SecretReader.describe(source) + " holds several keys; the first one alone is used");
    }
    return new ServerSideEncryption.CustomerKey(keys.get(0));
  }
}
