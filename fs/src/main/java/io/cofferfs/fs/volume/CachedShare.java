package io.cofferfs.fs.volume;

import java.util.StringJoiner;

/**
 * How much of a content is held near, in percent of its blocks: 100 only if all of them are, 0 only
 * if none is.
 */
public record CachedShare(int inMemory, int onDisk) {
  public static final CachedShare NONE = new CachedShare(0, 0);

  private static final int WHOLE = 100;

  /**
   * The share of blocks that are held near.
   *
   * @param total at least 1
   */
  public static CachedShare ofBlocks(long inMemory, long onDisk, long total) {
    return new CachedShare(percent(inMemory, total), percent(onDisk, total));
  }

  private static int percent(long part, long total) {
    return part == 0 ? 0 : (int) Math.max(1, Math.min(part, total) * WHOLE / total);
  }

  /** {@code none}, or the tiers that hold something: {@code memory=12% disk=100%}. */
  public String text() {
    StringJoiner tiers = new StringJoiner(" ").setEmptyValue("none");
    if (inMemory > 0) {
      tiers.add("memory=" + inMemory + "%");
    }
    if (onDisk > 0) {
      tiers.add("disk=" + onDisk + "%");
    }
    return tiers.toString();
  }
}
