package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Who computes AES-256-GCM, the cipher of all content: a value that is handed into ciphers. Other
 * than {@link #JDK}, one exists only after it has passed a self-test. All of them write the same
 * format; they differ in speed and in certificates.
 */
public final class AeadProvider {
  /** What can be chosen. */
  public enum Choice {
    /** What the Java runtime brings. */
    JDK,
    /** Amazon Corretto Crypto Provider: machine code for Linux, at full speed from the start. */
    ACCP,
    /** BouncyCastle FIPS, an optional jar. */
    BCFIPS;

    /** As the command line has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The Java runtime's own, or what {@link #preferEverywhere} was called on. */
  public static final AeadProvider JDK = new AeadProvider(Choice.JDK, Optional.empty());

  private static final String ACCP_CLASS =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";
  private static final String BCFIPS_CLASS =
      "org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider";
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";

  private final Choice choice;
  private final Optional<Provider> provider;

  private AeadProvider(Choice choice, Optional<Provider> provider) {
    this.choice = choice;
    this.provider = provider;
  }

  /** One that nobody has tested yet. */
  static AeadProvider of(Choice choice, Provider provider) {
    return new AeadProvider(choice, Optional.of(provider));
  }

  /**
   * Loads a provider and tests it.
   *
   * @param jars that hold it; if empty it is looked for on the class path, where {@code BCFIPS}
   *     cannot be: its classes have the names of BouncyCastle's
   * @throws CofferException {@code PROVIDER_UNUSABLE} if it is not there, does not load, or gives
   *     one wrong answer
   */
  public static AeadProvider load(Choice choice, List<Path> jars) throws CofferException {
    AeadProvider loaded = choice == Choice.JDK ? JDK : of(choice, find(choice, jars));
    new AeadSelfTest(loaded).run();
    return loaded;
  }

  /**
   * Loads one from the class path if it loads on this machine, and tests it: one that does load and
   * gives a wrong answer is an error, not a reason to go on without it.
   *
   * @return empty if it is not there, or is not for this machine
   * @throws CofferException {@code PROVIDER_UNUSABLE} if it gives one wrong answer
   */
  public static Optional<AeadProvider> loadIfPossible(Choice choice) throws CofferException {
    AeadProvider loaded;
    try {
      loaded = of(choice, find(choice, List.of()));
    } catch (CofferException e) {
      return Optional.empty();
    }
    new AeadSelfTest(loaded).run();
    return Optional.of(loaded);
  }

  /**
   * Puts it before all others in this JVM, so that whoever names no provider gets it where it knows
   * the algorithm: TLS, digests, and the ciphers of temporary files. The JDK's own need nothing.
   */
  public void preferEverywhere() {
    provider.ifPresent(first -> Security.insertProviderAt(first, 1));
  }

  private static Provider find(Choice choice, List<Path> jars) throws CofferException {
    if (choice == Choice.BCFIPS && jars.isEmpty()) {
      throw unusable(
          choice, "its jar must be named: it cannot share a class path with BouncyCastle", null);
    }
    try {
      return choice == Choice.ACCP ? accp(loader(jars)) : bcfips(loader(jars));
    } catch (ReflectiveOperationException | LinkageError | MalformedURLException e) {
      throw unusable(choice, "not found, or it does not load here", e);
    }
  }

  /** A loader of its own, which lives as long as the provider: nothing else may see its classes. */
  private static ClassLoader loader(List<Path> jars)
      throws MalformedURLException, ClassNotFoundException {
    if (jars.isEmpty()) {
      return AeadProvider.class.getClassLoader();
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isReadable(jar)) {
        throw new ClassNotFoundException(jar + " cannot be read");
      }
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  private static Provider accp(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> type = Class.forName(ACCP_CLASS, /* initialize= */ true, loader);
    Object instance = type.getField("INSTANCE").get(null);
    // Without its native library it registers nothing, and says so only here.
    type.getMethod("assertHealthy").invoke(instance);
    return (Provider) instance;
  }

  private static Provider bcfips(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> type = Class.forName(BCFIPS_CLASS, /* initialize= */ true, loader);
    return (Provider) type.getConstructor().newInstance();
  }

  static CofferException unusable(Choice choice, String why, @Nullable Throwable cause) {
    CofferException failure =
        new CofferException(
            Reason.PROVIDER_UNUSABLE, "crypto provider " + choice + " cannot be used: " + why);
    failure.initCause(cause);
    return failure;
  }

  public Choice choice() {
    return choice;
  }

  Cipher newCipher() {
    try {
      return provider.isPresent()
          ? Cipher.getInstance(TRANSFORMATION, provider.get())
          : Cipher.getInstance(TRANSFORMATION);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("crypto provider " + choice + " has no AES-GCM", e);
    }
  }

  /** For the log: which one and which version. */
  @Override
  public String toString() {
    return provider
        .map(other -> choice + " (" + other.getName() + " " + other.getVersionStr() + ")")
        .orElse(choice + " (Java " + Runtime.version().feature() + ")");
  }
}
