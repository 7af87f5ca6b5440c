package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InMemoryObjectStoreTest extends ObjectStoreContract {

  @Override
  protected ObjectStore newStore() {
    return new InMemoryObjectStore();
  }

  @Test
  void head_ofAnObject_datesItInWholeSeconds() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
    var store = new InMemoryObjectStore(clock, 0);
    store.put("k", PartBody.empty(), Map.of(), Precondition.none());
    assertThat(store.head("k").lastModified()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void complete_withASmallPartBeforeTheLast_isRejected() throws Exception {
    var store = new InMemoryObjectStore(Clock.systemUTC(), /* minimumPartBytes= */ 100);
    MultipartUpload upload = store.createMultipartUpload("k", Map.of());
    UploadedPart small = store.uploadPart(upload, 1, PartBody.of(bytes(99)));
    UploadedPart last = store.uploadPart(upload, 2, PartBody.of(bytes(1)));
    List<UploadedPart> parts = List.of(small, last);
    assertFails(
        Reason.REJECTED, () -> store.completeMultipartUpload(upload, parts, Precondition.none()));
  }

  @Test
  void list_ofAstralKeys_isInTheOrderOfUtf8Bytes() throws Exception {
    for (String key : List.of("😀", "\uFFFD", "z")) {
      putObject(key, bytes(1));
    }
    assertThat(store().list(ListRequest.tree("")).objects())
        .extracting(ListedObject::key)
        .containsExactly("z", "\uFFFD", "😀");
  }

  @Test
  void list_ofManyKeysUnderOnePrefix_isOneEntry() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      putObject("d/" + i, bytes(1));
    }
    putObject("e", bytes(1));
    ListPage page = store().list(ListRequest.directory("").withMaxKeys(2));
    assertThat(page.commonPrefixes()).containsExactly("d/");
    assertThat(page.continuation()).isEmpty();
  }

  /** As at AWS; other servers have nothing to delete and are content. */
  @Test
  void deleteIfMatch_ofAMissingObject_fails() throws Exception {
    ETag old = putObject("k", bytes(1));
    store().delete("k", Precondition.none());
    assertFails(Reason.PRECONDITION_FAILED, () -> store().delete("k", Precondition.ifMatch(old)));
  }

  @Test
  void tamper_withABody_keepsItsVersion() throws Exception {
    var store = new InMemoryObjectStore();
    ETag etag = store.put("k", PartBody.of(new byte[] {1}), Map.of(), Precondition.none()).etag();
    store.tamper("k", body -> new byte[] {2});
    assertThat(store.body("k")).containsExactly(2);
    assertThat(store.head("k").etag()).isEqualTo(etag);
    assertThat(store.keys()).containsExactly("k");
  }
}
