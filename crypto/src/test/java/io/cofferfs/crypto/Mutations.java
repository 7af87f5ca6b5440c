package io.cofferfs.crypto;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes hostile inputs of good ones: the same ones for the same seed. */
final class Mutations {
  private static final byte[] TELLING = {0, 1, -1, 0x7f, -128, '"', '/', '=', '-', '\n', '{', '9'};
  private static final int MOST_CHANGES = 4;
  private static final int MOST_RANDOM_BYTES = 512;

  private final SplittableRandom random;
  private final List<byte[]> corpus;

  Mutations(long seed, List<byte[]> corpus) {
    this.random = new SplittableRandom(seed);
    this.corpus = corpus;
  }

  /** One of the corpus with a few changes, or once in a while anything at all. */
  byte[] next() {
    if (random.nextInt(16) == 0) {
      return randomBytes(random.nextInt(MOST_RANDOM_BYTES));
    }
    byte[] input = any().clone();
    for (int changes = random.nextInt(MOST_CHANGES + 1); changes > 0; changes--) {
      input = change(input);
    }
    return input;
  }

  private byte[] change(byte[] input) {
    if (input.length == 0) {
      return randomBytes(1 + random.nextInt(8));
    }
    int at = random.nextInt(input.length);
    int length = 1 + random.nextInt(Math.min(16, input.length - at));
    return switch (random.nextInt(8)) {
      case 0 -> flipped(input, at);
      case 1 -> set(input, at, TELLING[random.nextInt(TELLING.length)]);
      case 2 -> set(input, at, (byte) random.nextInt());
      case 3 -> Arrays.copyOf(input, at);
      case 4 -> joined(input, input.length, randomBytes(length), input.length);
      case 5 -> joined(input, at, new byte[0], at + length);
      case 6 -> joined(input, at, Arrays.copyOfRange(input, at, at + length), at);
      default -> spliced(input, at);
    };
  }

  private byte[] flipped(byte[] input, int at) {
    return set(input, at, (byte) (input[at] ^ 1 << random.nextInt(8)));
  }

  private static byte[] set(byte[] input, int at, byte value) {
    input[at] = value;
    return input;
  }

  private byte[] spliced(byte[] input, int at) {
    byte[] other = any();
    int from = random.nextInt(other.length + 1);
    int to = Math.min(other.length, from + random.nextInt(64));
    return joined(input, at, Arrays.copyOfRange(other, from, to), at);
  }

  /** The head of {@code input}, {@code middle}, and {@code input} from {@code tail} on. */
  private static byte[] joined(byte[] input, int head, byte[] middle, int tail) {
    byte[] result = Arrays.copyOf(input, head + middle.length + input.length - tail);
    System.arraycopy(middle, 0, result, head, middle.length);
    System.arraycopy(input, tail, result, head + middle.length, input.length - tail);
    return result;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
