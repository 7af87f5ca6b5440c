package io.cofferfs.fs.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.crypto.Xattrs;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class S3ecCodecTest {
  private static final Timestamp TIME = new Timestamp(1_700_000_000L, 5);

  private final S3ecCodec codec = TestVolumes.s3ec(64);

  /** S-35: a file is limited to 64 GiB less 32 bytes. */
  @Test
  void maxContentLength_isThatOfOneMessage() {
    assertThat(codec.maxContentLength()).isEqualTo((64L << 30) - 32);
  }

  /** S-36: attributes are in the headers that s3fs uses, and are not bound to a name. */
  @Test
  void attributes_areInTheClear_underAnyName() throws IOException {
    FileMetadata attributes = new FileMetadata(0100640, 7, 8, TIME, TIME, 0, Xattrs.EMPTY);

    Map<String, String> headers = codec.sealAttributes("a", attributes, codec.newBody().identity());

    assertThat(headers).containsEntry("mode", "33184").containsEntry("uid", "7");
    assertThat(codec.openAttributes("b", headers).attributes()).contains(attributes);
  }
}
