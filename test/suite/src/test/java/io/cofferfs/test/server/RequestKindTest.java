package io.cofferfs.test.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestKindTest {
  @ParameterizedTest
  @CsvSource({
    "GET, /bucket/key, '', '', GET",
    "GET, /bucket/key, '', range, GET_RANGE",
    "GET, /bucket/key, uploadId=1, '', OTHER",
    "GET, /bucket, list-type=2&prefix=a, '', LIST",
    "GET, /bucket/, '', '', LIST",
    "GET, /bucket, encryption, '', OTHER",
    "HEAD, /bucket/key, '', '', HEAD",
    "PUT, /bucket/key, '', '', PUT",
    "PUT, /bucket/key, '', x-amz-copy-source, COPY",
    "PUT, /bucket/key, partNumber=1&uploadId=2, '', UPLOAD_PART",
    "PUT, /bucket/key, partNumber=1&uploadId=2, x-amz-copy-source, COPY_PART",
    "PUT, /bucket, '', '', OTHER",
    "POST, /bucket/key, uploads, '', CREATE_UPLOAD",
    "POST, /bucket/key, uploadId=2, '', COMPLETE_UPLOAD",
    "POST, /bucket, delete, '', DELETE_OBJECTS",
    "DELETE, /bucket/key, uploadId=2, '', ABORT_UPLOAD",
    "DELETE, /bucket/key, '', '', DELETE",
    "OPTIONS, /bucket/key, '', '', OTHER"
  })
  void of_request_isWhatItAsksFor(
      String method, String path, String query, String header, RequestKind kind) {
    Map<String, String> headers = header.isEmpty() ? Map.of() : Map.of(header, "x");
    ServedRequest request = new ServedRequest(method, path, query, headers, /* secure= */ false);
    assertThat(RequestKind.of(request)).isEqualTo(kind);
  }
}
