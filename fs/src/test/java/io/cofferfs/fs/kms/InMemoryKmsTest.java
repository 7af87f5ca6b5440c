package io.cofferfs.fs.kms;

final class InMemoryKmsTest extends KmsContract {
  private final InMemoryKms kms = new InMemoryKms();

  @Override
  protected Kms kms() {
    return kms;
  }

  @Override
  protected String newKey() {
    return kms.createKey();
  }

  @Override
  protected void alias(String alias, String keyId) {
    kms.alias(alias, keyId);
  }

  @Override
  protected void disable(String keyId) {
    kms.disable(keyId);
  }

  @Override
  protected void deny(String keyId) {
    kms.deny(keyId);
  }
}
