package io.cofferfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Unlocking by a key file, as most mounts do, must not have to load BouncyCastle. */
final class LoadedClassesTest {
  /** What a mount does before it reads its first object. */
  static final class Start {
    private Start() {}

    public static void main(String[] arguments) throws IOException {
      try (KeyFileKey key = StoredVolume.VERSION_1.keyFileKey();
          VolumeKeys keys = StoredVolume.VERSION_1.volumeFile().unlock(key)) {
        keys.newObject().sealer();
      }
    }
  }

  @Test
  void unlockingByKeyFile_worksWithoutBouncyCastle() throws Exception {
    URL[] places =
        Stream.of(VolumeFile.class, Start.class, JsonFactory.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(places, ClassLoader.getPlatformClassLoader())) {
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> loader.loadClass("org.bouncycastle.crypto.hpke.HPKE"));
      Class<?> start = loader.loadClass(Start.class.getName());
      assertThat(start.getClassLoader()).isSameAs(loader);
      var main = start.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    }
  }
}
