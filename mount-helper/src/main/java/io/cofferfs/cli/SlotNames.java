package io.cofferfs.cli;

import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import java.util.stream.Collectors;

/** The slots of a volume as messages name them. */
final class SlotNames {
  private SlotNames() {}

  static String of(VolumeFile volume) {
    return volume.slots().stream().map(SlotNames::of).collect(Collectors.joining(", "));
  }

  static String of(SlotInfo slot) {
    return slot.type()
        + " ("
        + slot.description()
        + ")"
        + slot.label().map(label -> " '" + label + "'").orElse("");
  }
}
