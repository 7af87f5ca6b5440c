package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import org.junit.jupiter.api.Test;

final class KeyWrapTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void unwrap_withTheKey_givesWhatWasWrapped() {
    assertKeyUnwraps();
  }

  @Test
  void unwrap_withAnotherKey_isEmpty() {
    assertAnotherKeyIsRefused();
  }

  /**
   * As Amazon Corretto's provider does. It is for the whole JVM: the test takes back what it did.
   */
  @Test
  void unwrap_withAnotherKeyAndAProviderThatThrowsWhateverItLikes_isEmpty() {
    Security.insertProviderAt(new BluntProvider(), 1);
    try {
      assertAnotherKeyIsRefused();
      assertKeyUnwraps();
    } finally {
      Security.removeProvider("Blunt");
    }
  }

  private void assertKeyUnwraps() {
    try (SecretBytes key = SecretBytes.random(random, 32);
        SecretBytes secret = SecretBytes.random(random, 32)) {
      byte[] wrapped = KeyWrap.wrap(key, secret);
      assertThat(wrapped).hasSize(KeyWrap.WRAPPED_KEY_BYTES);
      assertThat(unwrapped(key, wrapped)).isEqualTo(secret.expose(byte[]::clone));
    }
  }

  private void assertAnotherKeyIsRefused() {
    try (SecretBytes key = SecretBytes.random(random, 32);
        SecretBytes other = SecretBytes.random(random, 32)) {
      byte[] wrapped = KeyWrap.wrap(key, other);
      assertThat(KeyWrap.unwrap(other, wrapped)).isEmpty();
      wrapped[7] ^= 1;
      assertThat(KeyWrap.unwrap(key, wrapped)).isEmpty();
      assertThat(KeyWrap.unwrap(key, new byte[KeyWrap.WRAPPED_KEY_BYTES - 1])).isEmpty();
    }
  }

  private static byte[] unwrapped(SecretBytes key, byte[] wrapped) {
    Optional<SecretBytes> found = KeyWrap.unwrap(key, wrapped);
    try (SecretBytes secret = found.orElseThrow()) {
      return secret.expose(byte[]::clone);
    }
  }

  /** AES-KWP of the JDK, which says with an unchecked exception what does not unwrap. */
  private static final class BluntProvider extends Provider {
    private static final long serialVersionUID = 1;

    BluntProvider() {
      super("Blunt", "1", "for tests");
      putService(
          new Service(this, "Cipher", "AES/KWP/NoPadding", "Blunt", new ArrayList<>(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new BluntCipher();
            }
          });
    }
  }

  private static final class BluntCipher extends CipherSpi {
    private final Cipher jdk = jdkCipher();

    private static Cipher jdkCipher() {
      try {
        return Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length) {
      try {
        return jdk.doFinal(input, offset, length);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("Error unwrapping key", e);
      }
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom secureRandom) {
      try {
        jdk.init(mode, key);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
      return jdk.getOutputSize(inputLength);
    }

    @Override
    protected int engineGetBlockSize() {
      return jdk.getBlockSize();
    }

    @Override
    protected byte[] engineGetIV() {
      return jdk.getIV();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return jdk.getParameters();
    }

    @Override
    protected void engineSetMode(String mode) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineSetPadding(String padding) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom secureRandom) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom secureRandom) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int to) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int to) {
      throw new UnsupportedOperationException();
    }
  }
}
