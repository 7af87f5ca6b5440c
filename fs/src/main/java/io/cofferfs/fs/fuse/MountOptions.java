package io.cofferfs.fs.fuse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a tree is mounted.
 *
 * @param source what {@code mount} and {@code df} show, such as {@code s3://bucket}
 * @param ttl how long the kernel may believe attributes, names, and the absence of names
 * @param immutable whether files never change, so that what the kernel has read stays valid
 * @param allowOther whether other users may enter
 */
public record MountOptions(
    String source, Duration ttl, boolean immutable, boolean allowOther, boolean readOnly) {

  /** What {@code mount} shows as type, after {@code fuse.}. */
  static final String SUBTYPE = "cofferfs";

  // What the kernel reads or writes at most in one request: half of that costs more per byte, twice
  // as much no less. Before Linux 4.20 it is 128 KiB at the most.
  static final int MAX_TRANSFER_BYTES = 512 << 10;

  // Reads the kernel may have under way on its own account. Its default, 12, is 1.5 MiB:
  // too little to cover the latency of an object store.
  private static final int MAX_BACKGROUND = 64;

  private static final Duration DEFAULT_TTL = Duration.ofSeconds(1);

  public MountOptions {
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("a time to live is not negative: " + ttl);
    }
  }

  /** Written and read by this user alone, attributes believed for a second. */
  public static MountOptions of(String source) {
    return new MountOptions(
        source,
        DEFAULT_TTL,
        /* immutable= */ false,
        /* allowOther= */ false,
        /* readOnly= */ false);
  }

  public MountOptions withTtl(Duration duration) {
    return new MountOptions(source, duration, immutable, allowOther, readOnly);
  }

  public MountOptions withImmutable(boolean value) {
    return new MountOptions(source, ttl, value, allowOther, readOnly);
  }

  public MountOptions withAllowOther(boolean value) {
    return new MountOptions(source, ttl, immutable, value, readOnly);
  }

  public MountOptions withReadOnly(boolean value) {
    return new MountOptions(source, ttl, immutable, allowOther, value);
  }

  /** How long the kernel may believe a reply, in the seconds libfuse counts in. */
  double ttlSeconds() {
    // A year: for ever, and still a number the kernel can turn into clock ticks.
    Duration effective = immutable ? Duration.ofDays(365) : ttl;
    return effective.toNanos() / 1e9;
  }

  /** The command line that libfuse would have been given. */
  List<String> arguments() {
    List<String> options = new ArrayList<>();
    options.add("fsname=" + source.replace("\\", "\\\\").replace(",", "\\,"));
    options.add("subtype=" + SUBTYPE);
    options.add("default_permissions");
    options.add("max_read=" + MAX_TRANSFER_BYTES);
    options.add("big_writes");
    options.add("atomic_o_trunc");
    options.add("max_background=" + MAX_BACKGROUND);
    if (allowOther) {
      options.add("allow_other");
    }
    if (readOnly) {
      options.add("ro");
    }
    return List.of(SUBTYPE, "-o", String.join(",", options));
  }
}
