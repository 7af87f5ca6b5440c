package io.cofferfs.cli;

import io.cofferfs.fs.s3.CustomerKey;
import io.cofferfs.fs.s3.CustomerKeyring;
import io.cofferfs.fs.s3.ServerSideEncryption;
import io.cofferfs.fs.s3.ServerSideEncryption.Kms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Encryption by the server. */
final class SseOptions {
  @Option(
      names = "--sse",
      paramLabel = "none|s3|kms[:ID]|kms-dsse[:ID]|c",
      description = "Encryption asked of the server (none: the bucket's own default).")
  private Optional<SseChoice> sse = Optional.empty();

  @Option(
      names = "--sse-c-key-file",
      paramLabel = "KEY",
      description = {
        "The customer keys of --sse c, the first one to write with;",
        "the same sources as --key-file."
      })
  private Optional<SecretSource> keyFile = Optional.empty();

  @Option(
      names = "--sse-c-key-map",
      paramLabel = "FILE",
      description = "Customer keys by prefix, in lines of: PREFIX KEY [NUMBER].")
  private Optional<Path> keyMap = Optional.empty();

  @Option(
      names = "--sse-kms-key-id",
      paramLabel = "ID",
      description = "The KMS key of --sse kms and kms-dsse.")
  private Optional<String> kmsKeyId = Optional.empty();

  @Option(
      names = "--sse-kms-context",
      paramLabel = "NAME=VALUE,…|FILE",
      description = "Encryption context for the KMS: here, or a JSON object in a file; repeatable.")
  private List<KmsContextSource> kmsContext = new ArrayList<>();

  @Option(
      names = "--sse-bucket-key",
      description = "Use a bucket key with --sse kms, which saves requests to the KMS.")
  private boolean bucketKey;

  /** Whether what is written is to be under keys of the user's. */
  boolean isCustomerKeys() {
    return sse.filter(choice -> choice.kind() == SseChoice.Kind.C).isPresent();
  }

  boolean isGiven() {
    return sse.isPresent();
  }

  ServerSideEncryption encryption(CommandContext context) throws IOException, CliException {
    SseChoice choice = sse.orElse(SseChoice.NONE);
    requireSense(choice.kind());
    return switch (choice.kind()) {
      case NONE -> new ServerSideEncryption.BucketDefault();
      case S3 -> new ServerSideEncryption.S3Managed();
      case KMS -> kms(choice, Kms.Layers.SINGLE);
      case KMS_DSSE -> kms(choice, Kms.Layers.DUAL);
      case C -> new ServerSideEncryption.CustomerKeys(keyring(context));
    };
  }

  private void requireSense(SseChoice.Kind kind) throws CliException {
    boolean customerKeys = keyFile.isPresent() || keyMap.isPresent();
    if (customerKeys && kind != SseChoice.Kind.C) {
      throw CliException.usage("--sse-c-key-file and --sse-c-key-map go with --sse c");
    }
    if (!customerKeys && kind == SseChoice.Kind.C) {
      throw CliException.usage("--sse c needs --sse-c-key-file KEY or --sse-c-key-map FILE");
    }
    boolean forKms = kmsKeyId.isPresent() || !kmsContext.isEmpty() || bucketKey;
    if (forKms && !kind.hasKmsKey()) {
      throw CliException.usage(
          "--sse-kms-key-id, --sse-kms-context and --sse-bucket-key go with --sse kms");
    }
    if (bucketKey && kind == SseChoice.Kind.KMS_DSSE) {
      throw CliException.usage("S3 has no bucket keys for --sse kms-dsse");
    }
  }

  private Kms kms(SseChoice choice, Kms.Layers layers) throws IOException, CliException {
    Map<String, String> context = new TreeMap<>();
    for (KmsContextSource source : kmsContext) {
      context.putAll(source.read());
    }
    return new Kms(layers, choice.kmsKeyId().or(() -> kmsKeyId), context, bucketKey);
  }

  private CustomerKeyring keyring(CommandContext context) throws IOException, CliException {
    List<CustomerKey> keys =
        keyFile.isPresent()
            ? context.secrets().keys(keyFile.get()).stream().map(CustomerKey::new).toList()
            : List.of();
    return keyMap.isPresent()
        ? new CustomerKeyMap(keyMap.get(), context.secrets()).read(keys)
        : CustomerKeyring.of(keys);
  }
}
