package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.InMemoryBucket;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.StoredEncryption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BucketNoticeTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final InMemoryBucket bucket =
      new InMemoryBucket(store, new TestClock(), /* present= */ true);
  private final BucketNotice notice = BucketNotice.ofNoEncryption(store, "p/", () -> bucket);

  @Test
  void text_ofABucketWhoseObjectsAreNotEncrypted_saysSo() throws Exception {
    store.put("p/x", PartBody.empty(), Map.of(), Precondition.none());
    assertThat(notice.text().orElseThrow()).contains("not encrypted by the server either");
  }

  @Test
  void text_ofAnEmptyBucketWithoutARule_isNotSure() throws Exception {
    assertThat(notice.text()).isEmpty();
  }

  @Test
  void text_ofABucketWithARule_isEmpty() throws Exception {
    store.put("p/x", PartBody.empty(), Map.of(), Precondition.none());
    bucket.setEncryption(EncryptionRule.of(StoredEncryption.of("AES256", Optional.empty())));
    assertThat(notice.text()).isEmpty();
  }

  @Test
  void text_ofABucketThatBlocksSseC_saysWhatLiftsThat() throws Exception {
    BucketNotice blocked = BucketNotice.ofBlockedCustomerKeys("b1", () -> bucket);
    assertThat(blocked.text()).isEmpty();
    EncryptionRule rule =
        new EncryptionRule(Optional.empty(), /* bucketKey= */ false, Optional.of(List.of("SSE-C")));
    bucket.setEncryption(rule);
    assertThat(blocked.text().orElseThrow()).contains("cofferfs bucket allow-sse-c s3://b1");
    bucket.setEncryption(rule.withCustomerKeys());
    assertThat(blocked.text()).isEmpty();
  }
}
