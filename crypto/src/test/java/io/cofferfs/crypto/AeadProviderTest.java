package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cofferfs.crypto.AeadProvider.Choice;
import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The providers. ACCP is on the class path, with machine code for one kind of machine; the jar of
 * BCFIPS is named by the system property {@code cofferfs.bcfips.jar}, or it is skipped.
 */
final class AeadProviderTest {
  private static List<Path> jars(Choice choice) {
    Optional<String> named = Optional.ofNullable(System.getProperty("cofferfs." + choice + ".jar"));
    return named.stream().map(Path::of).toList();
  }

  /** F-35: one format, whoever computes it. */
  @ParameterizedTest
  @EnumSource(Choice.class)
  void provider_opensWhatTheJdkSeals_andTheOtherWayRound(Choice choice) throws IOException {
    assumeTrue(isUsable(choice), "skipped: no " + choice + " for this machine");
    AeadProvider provider = AeadProvider.load(choice, jars(choice));
    assertThat(provider.toString()).startsWith(choice.toString());
    try (TestVolume volume = new TestVolume();
        VolumeKeys keys = volume.file().unlock(volume.key(), TestVolume.RANDOM, provider)) {
      byte[] plaintext = TestVolume.bytes(200);
      byte[] sealed = SealedObjects.seal(keys, plaintext);
      assertThat(SealedObjects.open(volume.keys(), sealed)).isEqualTo(plaintext);
      assertThat(SealedObjects.open(keys, SealedObjects.seal(volume.keys(), plaintext)))
          .isEqualTo(plaintext);
      for (int at = ChunkGeometry.HEADER_BYTES; at < sealed.length; at += 13) {
        byte[] altered = sealed.clone();
        altered[at] ^= 1;
        assertRefused(Reason.TAMPERED, () -> SealedObjects.open(keys, altered));
      }
    }
  }

  private static boolean isUsable(Choice choice) throws CofferException {
    return switch (choice) {
      case JDK -> true;
      case ACCP -> AeadProvider.loadIfPossible(choice).isPresent();
      case BCFIPS -> !jars(choice).isEmpty();
    };
  }

  /** Where ACCP is skipped, that must be because of the machine. */
  @Test
  void accp_onTheMachineItIsMadeFor_loads() throws CofferException {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assertThat(isUsable(Choice.ACCP)).isEqualTo(machine.equals("Linux amd64"));
  }

  @Test
  void bcfips_withoutItsJar_isRefused() {
    assertRefused(Reason.PROVIDER_UNUSABLE, () -> AeadProvider.load(Choice.BCFIPS, List.of()))
        .withMessageContaining("must be named");
  }

  @Test
  void jarThatHoldsNoProvider_isRefused(@TempDir Path directory) throws IOException {
    Path jar = Files.write(directory.resolve("not.jar"), new byte[] {1});
    assertRefused(Reason.PROVIDER_UNUSABLE, () -> AeadProvider.load(Choice.BCFIPS, List.of(jar)));
    assertRefused(
        Reason.PROVIDER_UNUSABLE,
        () -> AeadProvider.load(Choice.ACCP, List.of(directory.resolve("none.jar"))));
  }

  @Test
  void loadIfPossible_ofWhatIsNotOnTheClassPath_isEmpty() throws CofferException {
    assertThat(AeadProvider.loadIfPossible(Choice.BCFIPS)).isEmpty();
  }

  @Test
  void jdk_saysWhichJava() {
    assertThat(AeadProvider.JDK).hasToString("jdk (Java " + Runtime.version().feature() + ")");
  }

  /** Security.insertProviderAt is for the whole JVM, so that the test takes back what it did. */
  @Test
  void preferred_isWhatTheRuntimeGivesToWhoNamesNone() {
    Provider flawed = new FlawedProvider(new AtomicInteger(), Flaw.WRONG_BYTE);
    AeadProvider.JDK.preferEverywhere();
    assertThat(AeadProvider.JDK.newCipher().getProvider()).isNotEqualTo(flawed);
    try {
      AeadProvider.of(Choice.ACCP, flawed).preferEverywhere();
      assertThat(AeadProvider.JDK.newCipher().getProvider()).isEqualTo(flawed);
    } finally {
      Security.removeProvider(flawed.getName());
    }
  }

  /** Right answers are asked for one by one, so each of the questions must be able to fail. */
  @Test
  void selfTest_ofAProviderThatErrsOnce_fails() throws CofferException {
    AtomicInteger never = new AtomicInteger(Integer.MAX_VALUE);
    new AeadSelfTest(flawed(never, Flaw.WRONG_BYTE)).run();
    int answers = Integer.MAX_VALUE - never.get();
    assertThat(answers).isEqualTo(12);
    for (int right = 0; right < answers; right++) {
      for (Flaw flaw : Flaw.values()) {
        if (flaw == Flaw.WRONG_JUDGEMENT && REFUSALS.contains(right)) {
          continue; // where refusing is right
        }
        AeadSelfTest test = new AeadSelfTest(flawed(new AtomicInteger(right), flaw));
        assertRefused(Reason.PROVIDER_UNUSABLE, test::run).withMessageContaining("self-test");
      }
    }
  }

  /** The questions, counted from 0, about altered messages. */
  private static final Set<Integer> REFUSALS = Set.of(3, 4, 5, 9, 10, 11);

  private enum Flaw {
    WRONG_BYTE,
    WRONG_JUDGEMENT
  }

  private static AeadProvider flawed(AtomicInteger rightAnswers, Flaw flaw) {
    return AeadProvider.of(Choice.ACCP, new FlawedProvider(rightAnswers, flaw));
  }

  /** AES-GCM of the JDK that gives some right answers, and then one wrong one. */
  private static final class FlawedProvider extends Provider {
    private static final long serialVersionUID = 1;

    FlawedProvider(AtomicInteger rightAnswers, Flaw flaw) {
      super("Flawed", "1", "for tests");
      putService(
          new Service(this, "Cipher", "AES/GCM/NoPadding", "Flawed", new ArrayList<>(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new FlawedCipher(rightAnswers, flaw);
            }
          });
    }
  }

  /** Passes everything on, with buffers only: that is how ciphers are used here. */
  private static final class FlawedCipher extends CipherSpi {
    private final Cipher jdk = jdkCipher();
    private final AtomicInteger rightAnswers;
    private final Flaw flaw;

    /** By name, since it may itself be what is preferred. */
    private static Cipher jdkCipher() {
      try {
        return Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    FlawedCipher(AtomicInteger rightAnswers, Flaw flaw) {
      this.rightAnswers = rightAnswers;
      this.flaw = flaw;
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      jdk.init(mode, key, parameters, random);
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {
      jdk.updateAAD(source, offset, length);
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
        throws IllegalBlockSizeException, BadPaddingException, ShortBufferException {
      boolean right = rightAnswers.getAndDecrement() > 0;
      if (!right && flaw == Flaw.WRONG_JUDGEMENT) {
        throw new AEADBadTagException("flawed");
      }
      int start = output.position();
      try {
        int written = jdk.doFinal(input, output);
        output.put(start, (byte) (output.get(start) ^ (right ? 0 : 1)));
        return written;
      } catch (AEADBadTagException e) {
        if (right) {
          throw e;
        }
        return 0;
      }
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected int engineGetBlockSize() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineGetIV() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineUpdate(
        byte[] input, int offset, int length, byte[] output, int outputOffset) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected int engineDoFinal(
        byte[] input, int offset, int length, byte[] output, int outputOffset) {
      throw new UnsupportedOperationException();
    }
  }
}
