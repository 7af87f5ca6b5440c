package io.cofferfs.fs.kms;

import io.cofferfs.crypto.s3ec.DataKeyService;
import java.io.IOException;

/** A key management service. What fails leaves as {@link KmsException}. */
public interface Kms extends DataKeyService {
  /**
   * The name by which the key is stored in a volume file: its ARN, which means the same key to
   * every account and region, and however its aliases are moved.
   */
  String fullName(String keyId) throws IOException;
}
