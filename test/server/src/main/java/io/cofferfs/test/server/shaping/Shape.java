package io.cofferfs.test.server.shaping;

/**
 * What a connection is like.
 *
 * @param roundTripNanos half of it is added in each direction, and all of it before the first byte,
 *     as setting up a connection costs
 * @param bytesPerSecond what each direction carries at the most; 0 where nothing bounds it
 */
public record Shape(long roundTripNanos, long bytesPerSecond) {
  public static final Shape NONE = new Shape(0, 0);

  // A socket hands over this much at once when nothing is held back.
  private static final int LEAST_ROOM = 256 * 1024;
  // Besides what is on its way there is what waits for its turn.
  private static final int WAITING_ROOM = 1024 * 1024;
  private static final int ROOM_WITHOUT_CAP = 16 * 1024 * 1024;

  public Shape {
    if (roundTripNanos < 0 || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "not a shape: %d ns, %d B/s".formatted(roundTripNanos, bytesPerSecond));
    }
  }

  long delayNanos() {
    return roundTripNanos / 2;
  }

  /** How long the line is busy with so many bytes. */
  long transmissionNanos(int bytes) {
    return bytesPerSecond == 0 ? 0 : Math.multiplyExact(bytes, 1_000_000_000L) / bytesPerSecond;
  }

  /** How many bytes one direction has to hold for the line to be always full; a power of two. */
  int roomBytes() {
    if (bytesPerSecond == 0) {
      return roundTripNanos == 0 ? LEAST_ROOM : ROOM_WITHOUT_CAP;
    }
    double onTheirWay = bytesPerSecond * (delayNanos() / 1e9);
    int wanted = (int) Math.min(ROOM_WITHOUT_CAP, onTheirWay + WAITING_ROOM);
    return Integer.highestOneBit(wanted - 1) << 1;
  }
}
