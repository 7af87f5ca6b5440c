package io.cofferfs.fs.s3;

import static io.cofferfs.fs.s3.ContractFixture.assertFails;
import static io.cofferfs.fs.s3.ContractFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Multipart uploads. */
public interface MultipartContract extends ContractFixture {
  /** The least that S3 allows for any but the last part. */
  int PART_BYTES = 5 << 20;

  @Test
  default void complete_ofParts_makesAnObjectOfThem() throws Exception {
    byte[] whole = bytes(PART_BYTES + 1000);
    MultipartUpload upload = store().createMultipartUpload("k", Map.of("mode", "33188"));
    UploadedPart last = part(upload, 2, Arrays.copyOfRange(whole, PART_BYTES, whole.length));
    UploadedPart first = part(upload, 1, Arrays.copyOf(whole, PART_BYTES));
    assertFails(Reason.NOT_FOUND, () -> store().head("k"));
    PutResult result =
        store().completeMultipartUpload(upload, List.of(first, last), Precondition.none());
    assertThat(body("k")).isEqualTo(whole);
    ObjectInfo info = store().head("k");
    assertThat(info.metadata()).isEqualTo(Map.of("mode", "33188"));
    assertThat(info.etag()).isEqualTo(result.etag());
    assertThat(store().listMultipartUploads("")).isEmpty();
  }

  @Test
  default void uploadPart_ofTheSameNumber_replacesThePart() throws Exception {
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    part(upload, 1, bytes(10));
    UploadedPart again = part(upload, 1, bytes(20));
    store().completeMultipartUpload(upload, List.of(again), Precondition.none());
    assertThat(body("k")).isEqualTo(bytes(20));
  }

  @Test
  default void uploadPartCopy_ofARange_isPartOfTheObject() throws Exception {
    byte[] whole = bytes(PART_BYTES + 1000);
    putObject("source", whole);
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart first =
        store().uploadPartCopy(upload, 1, source("source"), new ByteRange(0, PART_BYTES));
    UploadedPart second = part(upload, 2, bytes(77));
    UploadedPart third =
        store()
            .uploadPartCopy(upload, 2, source("source"), new ByteRange(PART_BYTES, PART_BYTES + 9));
    assertThat(third.number()).isEqualTo(second.number());
    store().completeMultipartUpload(upload, List.of(first, third), Precondition.none());
    assertThat(body("k")).isEqualTo(Arrays.copyOf(whole, PART_BYTES + 9));
  }

  /** As a change in place does: the object becomes its own successor. */
  @Test
  default void uploadPartCopy_ofTheObjectItself_changesItInPlace() throws Exception {
    byte[] whole = bytes(2 * PART_BYTES + 1001);
    CopySource source = new CopySource("k", whole.length, Optional.of(putObject("k", whole)));
    MultipartUpload upload = store().createMultipartUpload("k", Map.of("mode", "33188"));
    byte[] changed = bytes(PART_BYTES + 13);
    long resume = PART_BYTES + 7L + changed.length;
    UploadedPart third =
        store().uploadPartCopy(upload, 3, source, new ByteRange(resume, whole.length));
    UploadedPart second = part(upload, 2, changed);
    UploadedPart first =
        store().uploadPartCopy(upload, 1, source, new ByteRange(0, PART_BYTES + 7));

    store()
        .completeMultipartUpload(
            upload, List.of(first, second, third), Precondition.ifMatch(source.ifMatch().get()));

    System.arraycopy(changed, 0, whole, PART_BYTES + 7, changed.length);
    assertThat(body("k")).isEqualTo(whole);
    assertThat(store().head("k").metadata()).isEqualTo(Map.of("mode", "33188"));
  }

  @Test
  default void uploadPartCopy_ofAnotherVersion_isPreconditionFailed() throws Exception {
    putObject("source", bytes(10));
    CopySource old = source("source");
    putObject("source", bytes(11));
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().uploadPartCopy(upload, 1, old, new ByteRange(0, 10)));
  }

  @Test
  default void completeIfAbsent_overAnObject_failsAndChangesNothing() throws Exception {
    putObject("k", bytes(3));
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart part = part(upload, 1, bytes(10));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().completeMultipartUpload(upload, List.of(part), Precondition.ifAbsent()));
    assertThat(body("k")).isEqualTo(bytes(3));
  }

  @Test
  default void completeIfMatch_ofTheVersionThere_replacesIt() throws Exception {
    ETag etag = putObject("k", bytes(3));
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart part = part(upload, 1, bytes(10));
    store().completeMultipartUpload(upload, List.of(part), Precondition.ifMatch(etag));
    assertThat(body("k")).isEqualTo(bytes(10));
  }

  @Test
  default void completeIfMatch_ofAnotherVersion_fails() throws Exception {
    ETag old = putObject("k", bytes(3));
    putObject("k", bytes(4));
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart part = part(upload, 1, bytes(10));
    assertFails(
        Reason.PRECONDITION_FAILED,
        () -> store().completeMultipartUpload(upload, List.of(part), Precondition.ifMatch(old)));
    assertThat(body("k")).isEqualTo(bytes(4));
  }

  @Test
  default void complete_withAPartThatWasNotUploaded_isRejected() throws Exception {
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    List<UploadedPart> parts = new ArrayList<>(List.of(part(upload, 1, bytes(10))));
    parts.add(new UploadedPart(2, parts.get(0).etag()));
    assertFails(
        Reason.REJECTED, () -> store().completeMultipartUpload(upload, parts, Precondition.none()));
  }

  @Test
  default void abort_ofAnUpload_forgetsIt() throws Exception {
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart part = part(upload, 1, bytes(10));
    store().abortMultipartUpload(upload);
    assertThat(store().listMultipartUploads("")).isEmpty();
    assertFails(
        Reason.NOT_FOUND,
        () -> store().completeMultipartUpload(upload, List.of(part), Precondition.none()));
    assertFails(Reason.NOT_FOUND, () -> store().head("k"));
  }

  @Test
  default void abort_twice_isNoError() throws Exception {
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    store().abortMultipartUpload(upload);
    store().abortMultipartUpload(upload);
    assertThat(store().listMultipartUploads("")).isEmpty();
  }

  @Test
  default void listMultipartUploads_underAPrefix_showsThoseOnly() throws Exception {
    MultipartUpload one = store().createMultipartUpload("d/one", Map.of());
    MultipartUpload two = store().createMultipartUpload("d/two", Map.of());
    store().createMultipartUpload("e/three", Map.of());
    assertThat(store().listMultipartUploads("d/")).containsExactlyInAnyOrder(one, two);
    assertThat(store().listMultipartUploads("")).hasSize(3);
  }

  @Test
  default void complete_ofAnEmptyPart_makesAnEmptyObject() throws Exception {
    MultipartUpload upload = store().createMultipartUpload("k", Map.of());
    UploadedPart part = store().uploadPart(upload, 1, PartBody.empty());
    store().completeMultipartUpload(upload, List.of(part), Precondition.none());
    assertThat(store().get("k", Optional.empty(), Optional.empty()).info().length()).isZero();
  }

  private UploadedPart part(MultipartUpload upload, int number, byte[] bytes)
      throws ObjectStoreException {
    return store().uploadPart(upload, number, PartBody.of(bytes));
  }
}
