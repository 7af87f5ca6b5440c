package io.cofferfs.fs.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CofferCodecTest {
  private static final FileMetadata ATTRIBUTES =
      TestVolumes.DEFAULTS.file(new Timestamp(1_700_000_000L, 123));

  private final CofferCodec codec = TestVolumes.coffer(64);

  @Test
  void openAttributes_underTheSamePath_nameTheBody() throws IOException {
    BodyIdentity body = codec.newBody().identity();

    Map<String, String> headers = codec.sealAttributes("a/b", ATTRIBUTES, body);

    assertThat(codec.openAttributes("a/b", headers))
        .isEqualTo(new OpenedAttributes(Optional.of(ATTRIBUTES), body));
  }

  @Test
  void openAttributes_underAnotherPath_areNotBound() {
    Map<String, String> headers =
        codec.sealAttributes("a/b", ATTRIBUTES, codec.newBody().identity());

    assertThatThrownBy(() -> codec.openAttributes("a/c", headers))
        .isInstanceOfSatisfying(
            CofferException.class,
            e -> assertThat(e.reason()).isEqualTo(CofferException.Reason.NOT_BOUND));
  }

  @Test
  void openAttributes_ofAForeignCopy_leaveTheBodyUnbound() throws IOException {
    assertThat(codec.openAttributes("a", Map.of()))
        .isEqualTo(new OpenedAttributes(Optional.empty(), new BodyIdentity.Unbound()));
  }

  @Test
  void openBody_byIdentityOrByHeader_opensTheSameChunk() throws IOException {
    BodySealer sealer = codec.newBody();
    ByteBuffer stored = ByteBuffer.allocate((int) codec.objectLength(5));
    sealer.header(stored);
    sealer.seal(0, ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), true, stored);
    byte[] header = new byte[64];
    stored.get(0, header);

    BodyOpener bound = codec.openBody(sealer.identity(), new byte[0]);
    BodyOpener unbound = codec.openBody(new BodyIdentity.Unbound(), header);

    assertThat(open(bound, stored)).isEqualTo("hello");
    assertThat(open(unbound, stored)).isEqualTo("hello");
  }

  @Test
  void continueBody_ofAStoredBody_sealsChunksOfIt() throws IOException {
    BodySealer first = codec.newBody();
    ByteBuffer header = ByteBuffer.allocate(64);
    first.header(header);
    BodySealer sealer = codec.continueBody(first.identity()).orElseThrow();
    ByteBuffer stored = ByteBuffer.allocate((int) codec.objectLength(5));
    sealer.header(stored);
    sealer.seal(0, ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), true, stored);

    assertThat(sealer.identity()).isEqualTo(first.identity());
    assertThat(stored.slice(0, 64)).isEqualTo(header.flip());
    assertThat(open(codec.openBody(first.identity(), new byte[0]), stored)).isEqualTo("hello");
  }

  @Test
  void continueBody_withoutMetadataOrOfAnotherEpoch_isNone() throws IOException {
    BodyIdentity.Bound current = (BodyIdentity.Bound) codec.newBody().identity();
    BodyIdentity older = new BodyIdentity.Bound(current.objectId(), current.epoch() - 1);

    assertThat(codec.continueBody(new BodyIdentity.Unbound())).isEmpty();
    assertThat(codec.continueBody(older)).isEmpty();
  }

  private static String open(BodyOpener opener, ByteBuffer stored) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(64);
    opener.open(0, /* last= */ true, stored.duplicate().flip().position(64), content);
    return StandardCharsets.UTF_8.decode(content.flip()).toString();
  }

  @Test
  void contentLength_thatNoContentHas_isRefused() {
    assertThatThrownBy(() -> codec.contentLength(64 + 27)).isInstanceOf(CofferException.class);
  }
}
