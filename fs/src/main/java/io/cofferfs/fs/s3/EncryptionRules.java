package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.BlockedEncryptionTypes;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The SDK's forms of what is encrypted and how, in the port's terms. */
final class EncryptionRules {
  private EncryptionRules() {}

  /** There are servers that do not look at the query, and answer with something else. */
  static Optional<EncryptionRule> rule(@Nullable ServerSideEncryptionConfiguration answered)
      throws ObjectStoreException {
    if (answered == null) {
      throw new ObjectStoreException(
          Reason.UNSUPPORTED,
          Operation.GET_BUCKET_ENCRYPTION + ": the answer is about other things");
    }
    return answered.rules().stream().findFirst().map(EncryptionRules::rule);
  }

  private static EncryptionRule rule(ServerSideEncryptionRule rule) {
    BlockedEncryptionTypes blocked = rule.blockedEncryptionTypes();
    return new EncryptionRule(
        Optional.ofNullable(rule.applyServerSideEncryptionByDefault())
            .map(
                applied ->
                    StoredEncryption.of(
                        text(applied.sseAlgorithmAsString()),
                        Optional.ofNullable(applied.kmsMasterKeyID()))),
        Boolean.TRUE.equals(rule.bucketKeyEnabled()),
        blocked == null || !blocked.hasEncryptionType()
            ? Optional.empty()
            : Optional.of(blocked.encryptionTypeAsStrings()));
  }

  static ServerSideEncryptionConfiguration configuration(EncryptionRule rule) {
    ServerSideEncryptionRule.Builder builder = ServerSideEncryptionRule.builder();
    rule.byDefault()
        .ifPresent(applied -> builder.applyServerSideEncryptionByDefault(applied(applied)));
    if (rule.bucketKey()) {
      builder.bucketKeyEnabled(true);
    }
    rule.blocked().ifPresent(kinds -> builder.blockedEncryptionTypes(blocked(kinds)));
    return ServerSideEncryptionConfiguration.builder().rules(builder.build()).build();
  }

  private static ServerSideEncryptionByDefault applied(StoredEncryption encryption) {
    return ServerSideEncryptionByDefault.builder()
        .sseAlgorithm(encryption.algorithm())
        .kmsMasterKeyID(encryption.kmsKeyId().orElse(null))
        .build();
  }

  private static BlockedEncryptionTypes blocked(List<String> kinds) {
    return BlockedEncryptionTypes.builder().encryptionTypeWithStrings(kinds).build();
  }

  /** What the headers of an object say. */
  static StoredEncryption stored(SdkHttpResponse answer) {
    return answer.firstMatchingHeader(EncryptionHeaders.CUSTOMER_ALGORITHM).isPresent()
        ? StoredEncryption.CUSTOMER_KEYED
        : StoredEncryption.of(
            answer.firstMatchingHeader(EncryptionHeaders.ALGORITHM).orElse(""),
            answer.firstMatchingHeader(EncryptionHeaders.KMS_KEY_ID));
  }

  private static String text(@Nullable String answered) {
    return answered == null ? "" : answered;
  }
}
