package io.cofferfs.fs.volume;

import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.crypto.s3ec.S3ecKeys;
import io.cofferfs.crypto.s3ec.S3ecKeys.Accepted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.List;

/** Codecs for tests, with chunks small enough that every edge is common. */
public final class TestVolumes {
  public static final DefaultAttributes DEFAULTS = new DefaultAttributes(1000, 1000, 0644, 0755);

  private TestVolumes() {}

  /** The keys of a new volume. */
  public static VolumeKeys newKeys(int chunkSize) {
    return newKeys(new VolumeOptions(chunkSize, /* encryptNames= */ false));
  }

  /** The keys of a new volume that encrypts names. */
  public static VolumeKeys newKeysWithNames(int chunkSize) {
    return newKeys(new VolumeOptions(chunkSize, /* encryptNames= */ true));
  }

  private static VolumeKeys newKeys(VolumeOptions options) {
    SecureRandom random = new SecureRandom();
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(random, 32))) {
      return VolumeFile.create(options, key, random).unlock(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The codec of a new volume. */
  public static CofferCodec coffer(int chunkSize) {
    return new CofferCodec(newKeys(chunkSize));
  }

  /** The codec of objects as the S3 Encryption Client has them, under a new AES key. */
  public static S3ecCodec s3ec(int chunkSize) {
    SecureRandom random = new SecureRandom();
    List<SecretBytes> keys = List.of(SecretBytes.random(random, 32));
    return new S3ecCodec(S3ecKeys.ofAes(keys, Accepted.AUTHENTICATED, random), chunkSize, DEFAULTS);
  }

  public static PlainCodec plain(int chunkSize) {
    return new PlainCodec(chunkSize, DEFAULTS);
  }
}
