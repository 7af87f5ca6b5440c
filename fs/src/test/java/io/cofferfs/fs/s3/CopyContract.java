package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Copies on the server. */
public interface CopyContract extends ContractFixture {

  @Test
  default void copy_toAnotherKey_takesTheBodyAndTheNewMetadata() throws Exception {
    store().put("a", PartBody.of(bytes(500)), Map.of("old", "1"), Precondition.none());
    PutResult result = store().copy(source("a"), "b", Map.of("new", "2"));
    assertThat(body("b")).isEqualTo(bytes(500));
    ObjectInfo copy = store().head("b");
    assertThat(copy.metadata()).isEqualTo(Map.of("new", "2"));
    assertThat(copy.etag()).isEqualTo(result.etag());
    assertThat(store().head("a").metadata()).isEqualTo(Map.of("old", "1"));
  }

  @Test
  default void copy_ontoItself_replacesTheMetadata() throws Exception {
    store().put("a", PartBody.of(bytes(500)), Map.of("old", "1"), Precondition.none());
    store().copy(source("a"), "a", Map.of("new", "2"));
    assertThat(body("a")).isEqualTo(bytes(500));
    assertThat(store().head("a").metadata()).isEqualTo(Map.of("new", "2"));
  }

  @Test
  default void copy_ofASourceWithHeadersOfItsContent_hasThem() throws Exception {
    putObject("a", bytes(500));
    ContentHeaders content =
        new ContentHeaders(Map.of("content-type", "text/plain", "cache-control", "no-store"));
    store().copy(new CopySource("a", 500, Optional.empty(), content), "b", Map.of());
    assertThat(store().head("b").content()).isEqualTo(content);
    store().copy(source("b"), "c", Map.of());
    assertThat(store().head("c").content()).isEqualTo(ContentHeaders.DEFAULT);
  }

  @Test
  default void copy_overAnObject_replacesIt() throws Exception {
    putObject("a", bytes(500));
    putObject("b", bytes(600));
    store().copy(source("a"), "b", Map.of());
    assertThat(body("b")).isEqualTo(bytes(500));
  }

  @Test
  default void copy_ofAnEmptyObject_isEmpty() throws Exception {
    putObject("a/", new byte[0]);
    store().copy(source("a/"), "b/", Map.of("mode", "16877"));
    assertThat(body("b/")).isEmpty();
    assertThat(store().head("b/").metadata()).isEqualTo(Map.of("mode", "16877"));
  }

  @Test
  default void copy_ofAMissingObject_isNotFound() {
    assertFails(
        Reason.NOT_FOUND,
        () -> store().copy(new CopySource("missing", 10, Optional.empty()), "b", Map.of()));
  }

  @Test
  default void copy_ofAnotherVersion_isPreconditionFailed() throws Exception {
    putObject("a", bytes(10));
    CopySource old = source("a");
    putObject("a", bytes(11));
    assertFails(Reason.PRECONDITION_FAILED, () -> store().copy(old, "b", Map.of()));
    assertFails(Reason.NOT_FOUND, () -> store().head("b"));
  }
}
