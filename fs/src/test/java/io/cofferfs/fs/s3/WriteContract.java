package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static io.cofferfs.fs.s3.ContractFixture.wins;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** PUT and its preconditions. */
public interface WriteContract extends ContractFixture {

  @Test
  default void put_ofNothing_makesAnEmptyObject() throws Exception {
    store().put("empty", PartBody.empty(), Map.of(), Precondition.none());
    assertThat(store().head("empty").length()).isZero();
    assertThat(body("empty")).isEmpty();
  }

  @Test
  default void put_ofTheFrontOfABuffer_storesOnlyThat() throws Exception {
    byte[] buffer = bytes(1000);
    store().put("k", PartBody.of(buffer, 600), Map.of(), Precondition.none());
    assertThat(body("k")).isEqualTo(Arrays.copyOf(buffer, 600));
  }

  @Test
  default void put_overAnObject_replacesBodyAndMetadata() throws Exception {
    store().put("k", PartBody.of(bytes(10)), Map.of("old", "1"), Precondition.none());
    store().put("k", PartBody.of(bytes(20)), Map.of("new", "2"), Precondition.none());
    assertThat(body("k")).isEqualTo(bytes(20));
    assertThat(store().head("k").metadata()).isEqualTo(Map.of("new", "2"));
  }

  @Test
  default void put_ofAKeyAndKeysUnderIt_keepsThemApart() throws Exception {
    putObject("a", bytes(1));
    putObject("a/", bytes(2));
    putObject("a/b", bytes(3));
    assertThat(body("a")).hasSize(1);
    assertThat(body("a/")).hasSize(2);
    assertThat(body("a/b")).hasSize(3);
  }

  @ParameterizedTest
  @FieldSource("io.cofferfs.fs.s3.ContractFixture#UNUSUAL_KEYS")
  default void put_underAnUnusualKey_isFoundAgain(String name) throws Exception {
    String key = "dir " + name + "/" + name;
    putObject(key, bytes(10));
    assertThat(store().head(key).key()).isEqualTo(key);
    assertThat(body(key)).isEqualTo(bytes(10));
    assertThat(store().list(ListRequest.tree("dir " + name)).objects())
        .extracting(ListedObject::key)
        .containsExactly(key);
    store().copy(source(key), key + " copy", Map.of());
    store().delete(key, Precondition.none());
    assertThat(body(key + " copy")).isEqualTo(bytes(10));
    store().deleteAll(List.of(key + " copy"));
    assertThat(store().list(ListRequest.tree("")).objects()).isEmpty();
  }

  @Test
  default void put_ofAKeyOf1024Bytes_isAccepted() throws Exception {
    String key = "directory/".repeat(102) + "file";
    putObject(key, bytes(1));
    assertThat(store().list(ListRequest.tree("")).objects().get(0).key()).isEqualTo(key);
  }

  @Test
  default void put_withMetadataThatIsNotAscii_isRejected() {
    for (Map<String, String> metadata :
        List.of(
            Map.of("k", "naïve"), Map.of("k", "line\nfeed"), Map.of("K", "v"), Map.of("k", " v"))) {
      assertFails(
          Reason.REJECTED, () -> store().put("k", PartBody.empty(), metadata, Precondition.none()));
    }
  }

  @Test
  default void putIfAbsent_ofANewKey_stores() throws Exception {
    store().put("k", PartBody.of(bytes(10)), Map.of(), Precondition.ifAbsent());
    assertThat(body("k")).isEqualTo(bytes(10));
  }

  @Test
  default void putIfAbsent_overAnObject_failsAndChangesNothing() throws Exception {
    putObject("k", bytes(10));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().put("k", PartBody.of(bytes(3 << 20)), Map.of(), Precondition.ifAbsent()));
    assertThat(body("k")).isEqualTo(bytes(10));
  }

  @Test
  default void putIfMatch_ofTheVersionThere_replacesIt() throws Exception {
    ETag etag = putObject("k", bytes(10));
    store().put("k", PartBody.of(bytes(20)), Map.of(), Precondition.ifMatch(etag));
    assertThat(body("k")).isEqualTo(bytes(20));
  }

  @Test
  default void putIfMatch_ofAnotherVersion_failsAndChangesNothing() throws Exception {
    ETag old = putObject("k", bytes(10));
    putObject("k", bytes(11));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().put("k", PartBody.of(bytes(20)), Map.of(), Precondition.ifMatch(old)));
    assertThat(body("k")).isEqualTo(bytes(11));
  }

  @Test
  default void putIfMatch_ofAMissingObject_fails() throws Exception {
    ETag old = putObject("k", bytes(10));
    store().delete("k", Precondition.none());
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().put("k", PartBody.of(bytes(20)), Map.of(), Precondition.ifMatch(old)));
    assertFails(Reason.NOT_FOUND, () -> store().head("k"));
  }

  @Test
  default void putIfAbsent_byManyAtOnce_hasOneWinner() throws Exception {
    assertThat(winners(Precondition.ifAbsent())).isEqualTo(1);
  }

  @Test
  default void putIfMatch_byManyAtOnce_hasOneWinner() throws Exception {
    ETag etag = putObject("contended", bytes(7));
    assertThat(winners(Precondition.ifMatch(etag))).isEqualTo(1);
  }

  private long winners(Precondition precondition) throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      PartBody body = PartBody.of(bytes(1000 + i));
      writers.add(() -> wins(() -> store().put("contended", body, Map.of(), precondition)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(writers.size());
    try {
      long winners = 0;
      for (Future<Boolean> outcome : threads.invokeAll(writers)) {
        winners += outcome.get() ? 1 : 0;
      }
      return winners;
    } finally {
      threads.shutdown();
    }
  }
}
