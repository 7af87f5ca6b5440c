package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** HEAD and GET. */
public interface ReadContract extends ContractFixture {
  ETag OTHER_VERSION = new ETag("0123456789abcdef0123456789abcdef");

  @Test
  default void head_ofAnObject_describesIt() throws Exception {
    Map<String, String> metadata = Map.of("mode", "33188", "coffer", "AQ+/b=== x");
    ETag etag =
        store().put("a/b.txt", PartBody.of(bytes(100)), metadata, Precondition.none()).etag();
    ObjectInfo info = store().head("a/b.txt");
    assertThat(info.key()).isEqualTo("a/b.txt");
    assertThat(info.etag()).isEqualTo(etag);
    assertThat(info.length()).isEqualTo(100);
    assertThat(info.metadata()).isEqualTo(metadata);
    assertThat(info.storageClass()).isEqualTo("STANDARD");
    assertThat(info.lastModified())
        .isCloseTo(Instant.now(), Assertions.within(Duration.ofMinutes(5)));
  }

  @Test
  default void head_ofAMissingObject_isNotFound() {
    assertFails(Reason.NOT_FOUND, () -> store().head("missing"));
  }

  @Test
  default void get_ofAnObject_returnsItsBodyAndInfo() throws Exception {
    byte[] bytes = bytes(200_000);
    ETag etag =
        store().put("k", PartBody.of(bytes), Map.of("mode", "1"), Precondition.none()).etag();
    try (ObjectBody body = store().get("k", Optional.empty(), Optional.of(etag))) {
      assertThat(body.stream().readAllBytes()).isEqualTo(bytes);
      assertThat(body.info()).isEqualTo(store().head("k"));
    }
  }

  @Test
  default void get_ofAMissingObject_isNotFound() {
    assertFails(Reason.NOT_FOUND, () -> store().get("missing", Optional.empty(), Optional.empty()));
  }

  @Test
  default void get_ofAMissingObjectInAVersion_isNotFound() {
    assertFails(
        Reason.NOT_FOUND,
        () -> store().get("missing", Optional.empty(), Optional.of(OTHER_VERSION)));
  }

  @Test
  default void get_ofAnotherVersion_isPreconditionFailed() throws Exception {
    putObject("k", bytes(10));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().get("k", Optional.empty(), Optional.of(OTHER_VERSION)));
  }

  @Test
  default void get_ofARange_returnsItAndTheWholeLength() throws Exception {
    byte[] bytes = bytes(1000);
    putObject("k", bytes);
    var range = Optional.of(new ByteRange(10, 20));
    try (ObjectBody body = store().get("k", range, Optional.empty())) {
      assertThat(body.stream().readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 10, 20));
      assertThat(body.info().length()).isEqualTo(1000);
    }
  }

  @Test
  default void get_ofARangeThatEndsBehindTheObject_isCut() throws Exception {
    byte[] bytes = bytes(1000);
    putObject("k", bytes);
    assertThat(body("k", 990, 5000)).isEqualTo(Arrays.copyOfRange(bytes, 990, 1000));
    assertThat(body("k", 0, 1000)).isEqualTo(bytes);
    assertThat(body("k", 999, 1000)).hasSize(1);
  }

  @Test
  default void get_ofARangeBehindTheObject_isInvalidRange() throws Exception {
    putObject("k", bytes(1000));
    assertFails(Reason.INVALID_RANGE, () -> body("k", 1000, 1001));
  }

  @Test
  default void get_ofARangeOfAnEmptyObject_isInvalidRange() throws Exception {
    putObject("k", new byte[0]);
    assertFails(Reason.INVALID_RANGE, () -> body("k", 0, 1));
  }

  @Test
  default void get_closedEarly_leavesTheStoreUsable() throws Exception {
    byte[] bytes = bytes(1 << 20);
    putObject("k", bytes);
    for (int i = 0; i < 20; i++) {
      try (ObjectBody body = store().get("k", Optional.empty(), Optional.empty())) {
        assertThat(body.stream().read()).isEqualTo(bytes[0] & 0xff);
      }
    }
    assertThat(body("k")).isEqualTo(bytes);
  }

  @Test
  default void get_inSmallReadsAndSkips_returnsTheSameBytes() throws IOException {
    byte[] bytes = bytes(5000);
    putObject("k", bytes);
    try (ObjectBody body = store().get("k", Optional.empty(), Optional.empty())) {
      assertThat(body.stream().read()).isEqualTo(bytes[0] & 0xff);
      assertThat(body.stream().readNBytes(99)).isEqualTo(Arrays.copyOfRange(bytes, 1, 100));
      body.stream().skipNBytes(900);
      assertThat(body.stream().readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 5000));
      assertThat(body.stream().read()).isEqualTo(-1);
    }
  }
}
