package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.s3.ETag;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AttributeIndexTest {
  private static final IndexedFile FIRST = file("näme", "e1", "sealed");
  private static final IndexedFile SECOND = file("b", "e2", "");

  private static IndexedFile file(String part, String etag, String sealed) {
    return new IndexedFile(part, new ETag(etag), 1L << 40, 1_800_000_000, sealed);
  }

  private static StoredVersion version(IndexedFile file) {
    return new StoredVersion(
        "dir/" + file.part(),
        file.etag(),
        file.length(),
        Instant.ofEpochSecond(file.modifiedSeconds(), 999_000_000));
  }

  private static AttributeIndex index(IndexedFile... files) {
    return AttributeIndex.EMPTY.with(List.of(files), Optional.empty());
  }

  @Test
  void decoded_whatWasEncoded_isTheSame() throws FileException {
    AttributeIndex decoded = AttributeIndex.decoded(index(FIRST, SECOND).encoded());
    assertThat(decoded.size()).isEqualTo(2);
    assertThat(decoded.sealed(version(FIRST))).contains(FIRST.sealed());
    assertThat(decoded.sealed(version(SECOND))).contains(SECOND.sealed());
  }

  @Test
  void sealed_ofAnotherVersion_areNotThere() {
    AttributeIndex index = index(FIRST);
    StoredVersion known = version(FIRST);
    assertThat(index.sealed(known)).isPresent();
    for (StoredVersion other :
        List.of(
            new StoredVersion("dir/other", known.etag(), known.length(), known.lastModified()),
            new StoredVersion(known.key(), new ETag("e3"), known.length(), known.lastModified()),
            new StoredVersion(known.key(), known.etag(), 1, known.lastModified()),
            new StoredVersion(
                known.key(), known.etag(), known.length(), known.lastModified().plusSeconds(1)))) {
      assertThat(index.sealed(other)).isEmpty();
    }
  }

  @Test
  void with_aNewerVersion_replacesTheOlder() {
    IndexedFile newer = file(FIRST.part(), "e9", "changed");
    AttributeIndex index = index(FIRST, SECOND).with(List.of(newer), Optional.empty());
    assertThat(index.size()).isEqualTo(2);
    assertThat(index.sealed(version(newer))).contains(newer.sealed());
    assertThat(index.sealed(version(FIRST))).isEmpty();
  }

  @Test
  void with_whatIsListedNoMore_leavesItOut() {
    AttributeIndex index = index(FIRST, SECOND).with(List.of(), Optional.of(Set.of(FIRST.etag())));
    assertThat(index.size()).isEqualTo(1);
    assertThat(index.sealed(version(FIRST))).isPresent();
  }

  @Test
  void decoded_cutShort_isDamaged() {
    byte[] whole = index(FIRST, SECOND).encoded();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertReason(FileException.Reason.DAMAGED, () -> AttributeIndex.decoded(cut));
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertReason(FileException.Reason.DAMAGED, () -> AttributeIndex.decoded(longer));
  }

  @Test
  void decoded_ofALaterForm_isDamaged() {
    byte[] later = ByteBuffer.wrap(index(FIRST).encoded()).putInt(8, 2).array();
    assertReason(FileException.Reason.DAMAGED, () -> AttributeIndex.decoded(later));
  }

  @Test
  void decoded_ofManyMoreFilesThanThereAre_isDamaged() {
    for (int count : new int[] {Integer.MAX_VALUE, -1}) {
      byte[] claimed = ByteBuffer.wrap(index(FIRST).encoded()).putInt(12, count).array();
      assertReason(FileException.Reason.DAMAGED, () -> AttributeIndex.decoded(claimed));
    }
  }

  @Test
  void decoded_noise_isAnIndexOrDamaged() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] whole = index(FIRST, SECOND).encoded();
    for (int i = 0; i < 2_000; i++) {
      byte[] noisy = whole.clone();
      noisy[random.nextInt(noisy.length)] = (byte) random.nextInt();
      try {
        assertThat(AttributeIndex.decoded(noisy).size()).isLessThanOrEqualTo(2);
      } catch (FileException e) {
        assertThat(e.reason()).isEqualTo(FileException.Reason.DAMAGED);
      }
    }
  }
}
