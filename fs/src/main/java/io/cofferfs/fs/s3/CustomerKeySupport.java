package io.cofferfs.fs.s3;

/** What a server does when it is asked to encrypt with a key of the customer's. */
public enum CustomerKeySupport {
  /** It says that it has encrypted. */
  WORKS,
  /** It refuses, though other writes are allowed: the bucket blocks SSE-C. */
  BLOCKED,
  /** It says that it cannot. */
  NOT_IMPLEMENTED,
  /** It stores the object and says nothing of the key. */
  IGNORED,
  /** Unknown: keys are not sent without TLS. */
  NOT_TRIED
}
