package io.cofferfs.test.server.kms;

/** A request that is answered with an error, named as KMS names it. */
final class KmsFault extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  KmsFault(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }

  static KmsFault invalid(String message) {
    return new KmsFault("ValidationException", message);
  }
}
