package io.cofferfs.test.bench;

import io.cofferfs.crypto.ChunkOpener;
import io.cofferfs.crypto.ChunkSealer;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.ObjectCipher;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.VolumeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Chunks of 64 KiB sealed and opened, beside the bare cipher doing the same: the same key length,
 * nonce length and bytes, but no format. The ratio of the two is the cost of the format.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(2)
public class ChunkBenchmark {
  private static final int CHUNK = 64 * 1024;
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final ByteBuffer plaintext = ByteBuffer.allocate(CHUNK);
  private final ByteBuffer chunk = ByteBuffer.allocate(NONCE + CHUNK + TAG);
  private final ByteBuffer opened = ByteBuffer.allocate(CHUNK);
  private final byte[] bareSealed = new byte[CHUNK + TAG];
  private final byte[] bareOpened = new byte[CHUNK];
  private final byte[] nonce = new byte[NONCE];
  private final SecureRandom random = new SecureRandom();

  private ChunkSealer sealer;
  private ChunkOpener opener;
  private SecretKeySpec key;
  private Cipher cipher;
  private Cipher decipher;

  /** A new object, and a key for the bare cipher. */
  @Setup
  public void prepare() throws IOException, GeneralSecurityException {
    random.nextBytes(plaintext.array());
    KeyFileKey unlock = new KeyFileKey(SecretBytes.random(random, 32));
    VolumeKeys keys = VolumeFile.create(VolumeOptions.DEFAULT, unlock, random).unlock(unlock);
    ObjectCipher object = keys.newObject();
    sealer = object.sealer();
    opener = object.opener();
    seal();
    byte[] keyBytes = new byte[32];
    random.nextBytes(keyBytes);
    key = new SecretKeySpec(keyBytes, "AES");
    cipher = Cipher.getInstance("AES/GCM/NoPadding");
    decipher = Cipher.getInstance("AES/GCM/NoPadding");
    bareSeal();
  }

  /** The format: a nonce of its own for each chunk, bound to its place. */
  @Benchmark
  public ByteBuffer seal() {
    sealer.seal(1, plaintext.clear(), /* last= */ false, chunk.clear());
    return chunk;
  }

  /** The format: one whole chunk verified and decrypted. */
  @Benchmark
  public ByteBuffer open() throws IOException {
    opener.open(1, /* last= */ false, chunk.clear(), opened.clear());
    return opened;
  }

  /** The bare cipher, with the cheapest nonce that it accepts. */
  @Benchmark
  public byte[] bareSeal() throws GeneralSecurityException {
    nonce[0]++;
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
    cipher.doFinal(plaintext.array(), 0, CHUNK, bareSealed, 0);
    return bareSealed;
  }

  /** The bare cipher, over what {@link #prepare} sealed. */
  @Benchmark
  public byte[] bareOpen() throws GeneralSecurityException {
    decipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
    decipher.doFinal(bareSealed, 0, CHUNK + TAG, bareOpened, 0);
    return bareOpened;
  }
}
