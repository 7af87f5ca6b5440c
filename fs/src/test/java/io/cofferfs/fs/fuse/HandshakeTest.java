package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.fuse.Handshake.Offer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
  private static final int PARALLEL_DIROPS = 1 << 18;
  private static final int MAX_PAGES = 1 << 22;
  private static final int BIG_WRITES = 1 << 5;
  private static final int LENGTH = 0;
  private static final int FLAGS = 28;
  private static final int PAGES = 44;

  @Test
  void amended_forAKernelOfToday_asksForWhatItOffers() {
    byte[] amended = Handshake.amended(reply(40), new Offer(45, PARALLEL_DIROPS | MAX_PAGES));

    ByteBuffer fields = ByteBuffer.wrap(amended).order(ByteOrder.nativeOrder());
    assertThat(amended).hasSize(80);
    assertThat(fields.getInt(LENGTH)).isEqualTo(80);
    assertThat(fields.getInt(FLAGS)).isEqualTo(BIG_WRITES | PARALLEL_DIROPS | MAX_PAGES);
    assertThat(fields.getShort(PAGES)).isEqualTo((short) 128);
  }

  @Test
  void amended_asksForNothingThatIsNotOffered() {
    byte[] amended = Handshake.amended(reply(40), new Offer(28, MAX_PAGES));

    ByteBuffer fields = ByteBuffer.wrap(amended).order(ByteOrder.nativeOrder());
    assertThat(fields.getInt(FLAGS)).isEqualTo(BIG_WRITES | MAX_PAGES);
  }

  @Test
  void amended_forAnOlderKernel_isTheReplyOfTheLibrary() {
    assertThat(Handshake.amended(reply(40), new Offer(27, PARALLEL_DIROPS | MAX_PAGES)))
        .isEqualTo(reply(40));
  }

  @Test
  void amended_refusal_isTheReplyOfTheLibrary() {
    assertThat(Handshake.amended(reply(16), new Offer(45, MAX_PAGES))).isEqualTo(reply(16));
  }

  private static byte[] reply(int length) {
    ByteBuffer reply = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    reply.putInt(LENGTH, length);
    if (length > FLAGS) {
      reply.putInt(FLAGS, BIG_WRITES);
    }
    return reply.array();
  }
}
