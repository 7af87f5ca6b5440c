package io.cofferfs.test.server.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a time of its own, which only the tests move. */
final class LaneTest {
  private static final long MS = 1_000_000;
  private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
  private final WritableByteChannel out = Channels.newChannel(sink);

  @Test
  void forward_halfARoundTripLater_handsOnWhatCame() throws IOException {
    Lane lane = lane(new Shape(20 * MS, 0));
    lane.receive(source(100), 5 * MS);
    assertThat(lane.nextNanos()).isEqualTo(15 * MS);
    assertThat(lane.forward(out, 15 * MS - 1)).isZero();
    assertThat(lane.forward(out, 15 * MS)).isEqualTo(100);
    assertThat(lane.nextNanos()).isEqualTo(Lane.NEVER);
  }

  @Test
  void forward_withACap_handsOnNoFasterThanThat() throws IOException {
    Lane lane = lane(new Shape(0, 100_000_000));
    lane.receive(source(128 * 1024), 0);
    long slice = 65_536 * 10L;
    assertThat(lane.forward(out, slice - 1)).isZero();
    assertThat(lane.forward(out, slice)).isEqualTo(65_536);
    assertThat(lane.forward(out, 2 * slice - 1)).isZero();
    assertThat(lane.forward(out, 2 * slice)).isEqualTo(65_536);
  }

  @Test
  void receive_afterTheLineWasIdle_earnsNoCredit() throws IOException {
    Lane lane = lane(new Shape(0, 1_000_000));
    lane.receive(source(1000), 50 * MS);
    assertThat(lane.nextNanos()).isEqualTo(51 * MS);
  }

  @Test
  void receive_beforeTheConnectionStands_waitsForThat() throws IOException {
    Lane lane = new Lane(new Shape(20 * MS, 0), 20 * MS, bytes -> {});
    lane.receive(source(1), 0);
    assertThat(lane.nextNanos()).isEqualTo(30 * MS);
  }

  @Test
  void takesMore_whenFull_waitsUntilSomethingWasHandedOn() throws IOException {
    Shape shape = new Shape(0, 1);
    Lane lane = lane(shape);
    ReadableByteChannel endless = source(2 * shape.roomBytes());
    while (lane.takesMore()) {
      lane.receive(endless, 0);
    }
    assertThat(lane.forward(out, Long.MAX_VALUE - 1)).isEqualTo(shape.roomBytes());
    assertThat(lane.takesMore()).isTrue();
  }

  @Test
  void forward_toASinkThatTakesNothing_isHeldUpAndLosesNothing() throws IOException {
    Lane lane = lane(Shape.NONE);
    lane.receive(source(10), 0);
    assertThat(lane.forward(new SmallSink(0), 0)).isZero();
    assertThat(lane.isHeldUp()).isTrue();
    assertThat(lane.forward(out, 0)).isEqualTo(10);
    assertThat(lane.isHeldUp()).isFalse();
  }

  @Test
  void isOver_atTheEndOfTheSource_onlyOnceAllIsHandedOn() throws IOException {
    Lane lane = lane(new Shape(20 * MS, 0));
    ReadableByteChannel source = source(1);
    lane.receive(source, 0);
    lane.receive(source, 0);
    assertThat(lane.isOver()).isFalse();
    lane.forward(out, 10 * MS);
    assertThat(lane.isOver()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void forward_inAnyPieces_keepsEveryByteInItsPlace(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] content = content(3_000_000);
    Lane lane = lane(new Shape(random.nextLong(40 * MS), 100_000_000));
    ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(content));
    long now = 0;
    while (!lane.isOver()) {
      if (lane.takesMore() && random.nextBoolean()) {
        lane.receive(source, now);
      }
      now += random.nextLong(2 * MS);
      lane.forward(new SmallSink(random.nextInt(300_000)), now);
    }
    assertThat(sink.toByteArray()).isEqualTo(content);
  }

  private static Lane lane(Shape shape) {
    return new Lane(shape, 0, bytes -> {});
  }

  private static ReadableByteChannel source(int bytes) {
    return Channels.newChannel(new ByteArrayInputStream(content(bytes)));
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(content);
    return content;
  }

  /** Takes so many bytes and no more, as a socket whose buffer is full. */
  private final class SmallSink implements WritableByteChannel {
    private int room;

    SmallSink(int room) {
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = Math.min(room, bytes.remaining());
      room -= count;
      return out.write(bytes.limit(bytes.position() + count));
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
