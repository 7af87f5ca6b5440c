package io.cofferfs.fs.read;

import static io.cofferfs.fs.read.ReadFixture.CHUNK;
import static io.cofferfs.fs.read.ReadFixture.read;
import static io.cofferfs.fs.read.StoredFiles.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.Deliveries;
import io.cofferfs.fs.volume.Deliveries.Delivery;
import io.cofferfs.fs.volume.FileVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WholeBodiesTest {
  private static final int LENGTH = 3 * CHUNK + 5;

  private final ReadFixture fixture = new ReadFixture();
  private final Deliveries deliveries = fixture.reader.deliveries();

  @AfterEach
  void close() {
    fixture.close();
  }

  private InputStream body(FileVersion version) throws IOException {
    return new ByteArrayInputStream(fixture.memory.body(version.key()));
  }

  private byte[] readWhole(FileVersion version) throws IOException {
    try (ContentSource source = fixture.open(version)) {
      return read(source, 0, (int) version.length() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK, CHUNK + 1, LENGTH})
  void take_ofAWholeBody_servesItsReadersWithoutARequest(int length) throws IOException {
    FileVersion version = fixture.files.store("file", content(1, length));
    Delivery delivery = deliveries.expect(version).orElseThrow();
    assertThat(deliveries.holds(version)).isTrue();
    delivery.take(body(version));
    assertThat(readWhole(version)).isEqualTo(content(1, length));
    assertThat(fixture.gets()).isZero();
  }

  @Test
  void take_ofABodyThatItsOwnHeaderNames_servesItsReaders() throws IOException {
    FileVersion version = StoredFiles.unbound(fixture.files.store("file", content(1, LENGTH)));
    deliveries.expect(version).orElseThrow().take(body(version));
    assertThat(deliveries.holds(version)).isTrue();
  }

  @Test
  void expect_ofWhatIsThereOrOnItsWay_isNotWanted() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, LENGTH));
    Delivery delivery = deliveries.expect(version).orElseThrow();
    assertThat(deliveries.expect(version)).isEmpty();
    delivery.take(body(version));
    assertThat(deliveries.expect(version)).isEmpty();
  }

  @Test
  void expect_ofALongBody_isNotWanted() throws IOException {
    byte[] content = content(1, (int) deliveries.maxBodyBytes());
    assertThat(deliveries.expect(fixture.files.store("file", content))).isEmpty();
  }

  @Test
  void take_ofPartOfWhatIsRead_servesWhatNobodyElseLoads() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, 20 * CHUNK));
    try (ContentSource source = fixture.open(version)) {
      read(source, 10 * CHUNK, 1);
      deliveries.expect(version).orElseThrow().take(body(version));
    }
    assertThat(readWhole(version)).isEqualTo(content(1, 20 * CHUNK));
    assertThat(fixture.gets()).isEqualTo(1);
  }

  @Test
  void take_ofABodyCutShort_letsReadersFetchIt() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, LENGTH));
    byte[] whole = fixture.memory.body("file");
    Delivery delivery = deliveries.expect(version).orElseThrow();
    delivery.take(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - CHUNK)));
    assertThat(readWhole(version)).isEqualTo(content(1, LENGTH));
    assertThat(fixture.gets()).isPositive();
  }

  @Test
  void take_ofAnAlteredBody_handsNothingOfItOut() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, LENGTH));
    fixture.memory.tamper(
        "file",
        body -> {
          body[body.length - 1] ^= 1;
          return body;
        });
    deliveries.expect(version).orElseThrow().take(body(version));
    try (ContentSource source = fixture.open(version)) {
      assertThat(read(source, 0, CHUNK)).isEqualTo(Arrays.copyOf(content(1, LENGTH), CHUNK));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(source, 3 * CHUNK, 5))
          .isNotInstanceOf(ObjectStoreException.class);
    }
  }

  @Test
  void fail_whileSomebodyWaits_letsThemFetchIt() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, LENGTH));
    Delivery delivery = deliveries.expect(version).orElseThrow();
    CompletableFuture<byte[]> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return readWhole(version);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    delivery.fail(new ObjectStoreException(Reason.UNAVAILABLE, "no answer"));
    assertThat(reading.join()).isEqualTo(content(1, LENGTH));
  }

  @Test
  void take_afterTheReaderWasClosed_endsTheDelivery() throws IOException {
    FileVersion version = fixture.files.store("file", content(1, LENGTH));
    Delivery delivery = deliveries.expect(version).orElseThrow();
    fixture.reader.close();
    delivery.take(body(version));
    assertThat(deliveries.holds(version)).isFalse();
  }
}
