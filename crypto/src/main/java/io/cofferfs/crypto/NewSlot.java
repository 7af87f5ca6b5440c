package io.cofferfs.crypto;

import java.util.Optional;

/**
 * A slot to be made.
 *
 * @param key what will unlock it; stays the caller's to close
 * @param label what people shall call it: 1 to 64 characters of printable ASCII
 */
public record NewSlot(SlotKey key, Optional<String> label) {
  public NewSlot {
    if (label.isPresent() && !Slot.LABELS.matcher(label.get()).matches()) {
      throw new IllegalArgumentException(
          "a label is 1 to 64 characters of printable ASCII, not \"" + label.get() + "\"");
    }
  }

  /** A slot without a label. */
  public static NewSlot of(SlotKey key) {
    return new NewSlot(key, Optional.empty());
  }
}
