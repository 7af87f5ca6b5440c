package io.cofferfs.cli;

import java.util.Locale;

/** Which of the ways to make an encrypted bucket a server knows. */
enum BucketFlavor {
  /** To be found out. */
  AUTO,
  /** PutBucketEncryption. */
  S3,
  /** A header of Scality's when the bucket is made; so on ABCI Cloud Storage. */
  SCALITY;

  static BucketFlavor parse(String text) {
    for (BucketFlavor flavor : values()) {
      if (flavor.name().toLowerCase(Locale.ROOT).equals(text)) {
        return flavor;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not one of auto, s3, scality");
  }
}
