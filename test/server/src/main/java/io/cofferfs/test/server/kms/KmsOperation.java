package io.cofferfs.test.server.kms;

import java.util.Arrays;
import java.util.Optional;

/** What can be asked of the service. */
public enum KmsOperation {
  ENCRYPT("Encrypt"),
  DECRYPT("Decrypt"),
  GENERATE_DATA_KEY("GenerateDataKey"),
  DESCRIBE_KEY("DescribeKey");

  private static final String TARGET = "TrentService.";

  private final String wireName;

  KmsOperation(String wireName) {
    this.wireName = wireName;
  }

  /** The name of the permission. */
  String action() {
    return "kms:" + wireName;
  }

  /** The operation that the header {@code X-Amz-Target} names. */
  static Optional<KmsOperation> ofTarget(String target) {
    return Arrays.stream(values())
        .filter(operation -> target.equals(TARGET + operation.wireName))
        .findFirst();
  }
}
