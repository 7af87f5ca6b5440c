package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.util.List;
import java.util.TreeMap;

/** All generations of a volume's key; never empty, the highest number is the one to write with. */
final class Epochs implements AutoCloseable {
  private final TreeMap<Integer, Epoch> byNumber = new TreeMap<>();

  /** Takes ownership of the epochs. */
  Epochs(List<Epoch> epochs) {
    epochs.forEach(epoch -> byNumber.put(epoch.number(), epoch));
  }

  Epoch current() {
    return byNumber.lastEntry().getValue();
  }

  /** The oldest; none is ever dropped, so this one is always the same. */
  Epoch first() {
    return byNumber.firstEntry().getValue();
  }

  Epoch get(int number) throws CofferException {
    Epoch epoch = byNumber.get(number);
    if (epoch == null) {
      throw new CofferException(
          Reason.WRONG_KEY,
          "sealed in epoch " + Integer.toUnsignedString(number) + ", which the volume file lacks");
    }
    return epoch;
  }

  @Override
  public void close() {
    byNumber.values().forEach(Epoch::close);
  }
}
