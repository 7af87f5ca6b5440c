package io.cofferfs.crypto;

import static io.cofferfs.crypto.Refusals.assertRefused;
import static io.cofferfs.crypto.SealedObjects.flip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EphemeralCipherTest {
  private static final byte[] BLOCK = TestVolume.bytes(100);

  private final EphemeralCipher cipher = EphemeralCipher.create(TestVolume.RANDOM);
  private final BlockCipher file = cipher.newFile();

  @AfterEach
  void close() {
    cipher.close();
    file.close();
  }

  private byte[] sealed(long block) {
    ByteBuffer sealed = ByteBuffer.allocate(BLOCK.length + cipher.overheadBytes());
    file.seal(block, ByteBuffer.wrap(BLOCK), sealed);
    return sealed.array();
  }

  private static byte[] open(BlockCipher file, long block, byte[] sealed) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(BLOCK.length);
    file.open(block, ByteBuffer.wrap(sealed), out);
    return out.array();
  }

  @Test
  void block_atItsPlace_opens() throws IOException {
    assertThat(open(file, 5, sealed(5))).isEqualTo(BLOCK);
  }

  /** F-23. */
  @Test
  void block_elsewhereOrChanged_isRefused() {
    byte[] sealed = sealed(5);
    BlockCipher otherFile = cipher.newFile();
    assertRefused(Reason.TAMPERED, () -> open(file, 6, sealed));
    assertRefused(Reason.TAMPERED, () -> open(otherFile, 5, sealed));
    assertRefused(Reason.TAMPERED, () -> open(file, 5, new byte[27]));
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] changed = flip(sealed, bit);
      assertRefused(Reason.TAMPERED, () -> open(file, 5, changed));
    }
  }

  @Test
  void blocks_fromManyThreads_open() throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      var results =
          LongStream.range(0, 200).mapToObj(i -> threads.submit(() -> open(file, i, sealed(i))));
      for (Future<byte[]> result : results.toList()) {
        assertThat(result.get()).isEqualTo(BLOCK);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void closed_file_isUnreadable() {
    byte[] sealed = sealed(5);
    file.close();
    assertThatIllegalStateException().isThrownBy(() -> open(file, 5, sealed));
    assertThatIllegalStateException().isThrownBy(() -> sealed(5));
  }

  @Test
  void closed_cipher_hasNoMoreFiles() {
    cipher.close();
    assertThatIllegalStateException().isThrownBy(cipher::newFile);
  }
}
