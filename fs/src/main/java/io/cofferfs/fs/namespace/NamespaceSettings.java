package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.DefaultAttributes;
import java.time.Duration;

/**
 * How a mount looks at its volume.
 *
 * @param ttl how long what was seen of the tree is taken for true
 * @param immutable whether it is taken for true for ever
 * @param attributesFromListing whether files are shown with default attributes and their object's
 *     date, as a listing tells them, instead of asking for each
 * @param requireBinding whether files without metadata of their own are refused
 * @param defaults for objects without attributes
 * @param parallelRequests made ahead of a walk through a directory, or to move one
 * @param rememberedObjects versions of objects whose attributes are kept; the other caches are in
 *     proportion. One costs about a kilobyte of memory, all caches counted
 * @param removalDelay how long a removal, in a run of them, waits for others to go along; with zero
 *     each is made at once
 */
public record NamespaceSettings(
    Duration ttl,
    boolean immutable,
    boolean attributesFromListing,
    boolean requireBinding,
    DefaultAttributes defaults,
    int parallelRequests,
    int rememberedObjects,
    Duration removalDelay) {

  public NamespaceSettings {
    if (ttl.isNegative() || removalDelay.isNegative()) {
      throw new IllegalArgumentException("negative: " + ttl + " or " + removalDelay);
    }
    if (parallelRequests < 1 || rememberedObjects < 1) {
      throw new IllegalArgumentException(
          "parallel requests " + parallelRequests + ", remembered objects " + rememberedObjects);
    }
  }

  /** What a mount has unless told otherwise. */
  public static NamespaceSettings of(DefaultAttributes defaults) {
    return new NamespaceSettings(
        Duration.ofSeconds(1),
        /* immutable= */ false,
        /* attributesFromListing= */ false,
        /* requireBinding= */ false,
        defaults,
        /* parallelRequests= */ 128,
        /* rememberedObjects= */ 100_000,
        /* removalDelay= */ Duration.ofMillis(100));
  }

  public NamespaceSettings withTtl(Duration value) {
    return new NamespaceSettings(
        value,
        immutable,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects,
        removalDelay);
  }

  public NamespaceSettings withImmutable(boolean value) {
    return new NamespaceSettings(
        ttl,
        value,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects,
        removalDelay);
  }

  public NamespaceSettings withAttributesFromListing(boolean value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        value,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects,
        removalDelay);
  }

  public NamespaceSettings withRequireBinding(boolean value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        attributesFromListing,
        value,
        defaults,
        parallelRequests,
        rememberedObjects,
        removalDelay);
  }

  public NamespaceSettings withParallelRequests(int value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        attributesFromListing,
        requireBinding,
        defaults,
        value,
        rememberedObjects,
        removalDelay);
  }

  public NamespaceSettings withRememberedObjects(int value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        value,
        removalDelay);
  }

  public NamespaceSettings withRemovalDelay(Duration value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects,
        value);
  }

  /** Whether what a listing tells of a file is all that is asked for: a binding it cannot tell. */
  boolean listingSuffices() {
    return attributesFromListing && !requireBinding;
  }
}
