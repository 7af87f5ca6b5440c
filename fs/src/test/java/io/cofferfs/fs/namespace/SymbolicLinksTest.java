package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.assertReason;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SymbolicLinksTest {
  private static final String LINK_TARGET = "../some where/Zürich ".repeat(20);

  @ParameterizedTest
  @EnumSource
  void symbolicLink_longTarget_leadsThere(Kind kind) throws IOException {
    try (TestVolume volume = TestVolume.of(kind)) {
      FileEntry made =
          volume.namespace.createSymbolicLink(
              path("link"), LINK_TARGET, volume.attributes(0100600));
      assertThat(FileType.SYMBOLIC_LINK.matches(made.attributes().mode())).isTrue();
      assertThat(volume.find("link")).isEqualTo(made);
      assertThat(volume.later("link")).isEqualTo(made);
      volume.requests.reset();
      assertThat(volume.namespace.readSymbolicLink(made)).isEqualTo(LINK_TARGET);
      assertThat(volume.namespace.readSymbolicLink(made)).isEqualTo(LINK_TARGET);
      assertThat(volume.requests.counts()).isEqualTo(Map.of(Request.GET, 1L));
      assertReason(
          Reason.ALREADY_EXISTS,
          () -> volume.namespace.createSymbolicLink(path("link"), "x", volume.attributes(0100600)));
    }
  }

  @Test
  void readSymbolicLink_tampered_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      FileEntry link =
          volume.namespace.createSymbolicLink(path("link"), "target", volume.attributes(0));
      volume.bucket.tamper(
          "vol/link",
          body -> {
            body[body.length - 1] ^= 1;
            return body;
          });
      assertThatExceptionOfType(CofferException.class)
          .isThrownBy(() -> volume.namespace.readSymbolicLink(link))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.TAMPERED));
    }
  }

  @Test
  void readSymbolicLink_truncated_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.COFFER)) {
      FileEntry link =
          volume.namespace.createSymbolicLink(path("link"), LINK_TARGET, volume.attributes(0));
      volume.faults.next(Request.GET, Fault.truncatedBody(link.version().objectLength() - 40));
      assertThatExceptionOfType(CofferException.class)
          .isThrownBy(() -> volume.namespace.readSymbolicLink(link));
    }
  }

  @Test
  void readSymbolicLink_regularFileOrChangedLink_isRefused() throws IOException {
    try (TestVolume volume = TestVolume.of(Kind.PLAIN)) {
      volume.put("file", "content");
      assertReason(
          Reason.INVALID_ARGUMENT, () -> volume.namespace.readSymbolicLink(volume.file("file")));
      FileEntry link =
          volume.namespace.createSymbolicLink(path("link"), "before", volume.attributes(0));
      volume.put("link", "after", 0120777);
      assertReason(Reason.STALE, () -> volume.namespace.readSymbolicLink(link));
      assertThat(volume.namespace.readSymbolicLink(volume.file("link"))).isEqualTo("after");
    }
  }
}
