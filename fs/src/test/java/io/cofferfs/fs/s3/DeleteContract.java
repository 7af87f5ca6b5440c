package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deletes, one by one and many at once. */
public interface DeleteContract extends ContractFixture {

  @Test
  default void delete_ofAnObject_removesIt() throws Exception {
    putObject("k", bytes(1));
    store().delete("k", Precondition.none());
    assertFails(Reason.NOT_FOUND, () -> store().head("k"));
  }

  @Test
  default void delete_ofAMissingObject_isNoError() throws Exception {
    store().delete("missing", Precondition.none());
    assertFails(Reason.NOT_FOUND, () -> store().head("missing"));
  }

  @Test
  default void delete_ofADirectoryMarker_leavesWhatIsBelow() throws Exception {
    putObject("a/", bytes(1));
    putObject("a/b", bytes(2));
    store().delete("a/", Precondition.none());
    assertFails(Reason.NOT_FOUND, () -> store().head("a/"));
    assertThat(body("a/b")).hasSize(2);
  }

  @Test
  default void deleteIfMatch_ofTheVersionThere_removesIt() throws Exception {
    ETag etag = putObject("k", bytes(1));
    store().delete("k", Precondition.ifMatch(etag));
    assertFails(Reason.NOT_FOUND, () -> store().head("k"));
  }

  @Test
  default void deleteIfMatch_ofAnotherVersion_failsAndLeavesIt() throws Exception {
    ETag old = putObject("k", bytes(1));
    putObject("k", bytes(2));
    assertFails(Reason.PRECONDITION_FAILED, () -> store().delete("k", Precondition.ifMatch(old)));
    assertThat(body("k")).hasSize(2);
  }

  @Test
  default void deleteAll_ofSomeKeys_leavesTheOthers() throws Exception {
    putObject("a", bytes(1));
    putObject("b & c", bytes(1));
    putObject("d", bytes(1));
    store().deleteAll(List.of("a", "b & c", "missing"));
    assertThat(store().list(ListRequest.tree("")).objects())
        .extracting(ListedObject::key)
        .containsExactly("d");
  }

  @Test
  default void deleteVersions_leavesWhatIsInAnotherVersion() throws Exception {
    ETag a = putObject("a & b", bytes(1));
    ETag old = putObject("c", bytes(1));
    ETag d = putObject("d/", bytes(1));
    putObject("c", bytes(2));
    putObject("e", bytes(1));
    Map<String, ObjectStoreException> kept =
        store()
            .deleteVersions(
                List.of(
                    new ObjectVersion("a & b", a),
                    new ObjectVersion("c", old),
                    new ObjectVersion("d/", d),
                    new ObjectVersion("missing", a)));
    assertThat(kept).containsOnlyKeys("c");
    assertThat(kept.values())
        .extracting(ObjectStoreException::reason)
        .containsExactly(Reason.PRECONDITION_FAILED);
    assertThat(store().list(ListRequest.tree("")).objects())
        .extracting(ListedObject::key)
        .containsExactly("c", "e");
    assertThat(body("c")).hasSize(2);
  }

  @Test
  default void deleteAll_ofNothing_isNoError() throws Exception {
    store().deleteAll(List.of());
    assertThat(store().list(ListRequest.tree("")).objects()).isEmpty();
  }
}
