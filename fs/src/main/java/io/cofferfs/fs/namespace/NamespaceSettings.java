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
 */
public record NamespaceSettings(
    Duration ttl,
    boolean immutable,
    boolean attributesFromListing,
    boolean requireBinding,
    DefaultAttributes defaults,
    int parallelRequests,
    int rememberedObjects) {

  public NamespaceSettings {
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("a negative time to live: " + ttl);
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
        /* parallelRequests= */ 48,
        /* rememberedObjects= */ 100_000);
  }

  public NamespaceSettings withTtl(Duration value) {
    return new NamespaceSettings(
        value,
        immutable,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects);
  }

  public NamespaceSettings withImmutable(boolean value) {
    return new NamespaceSettings(
        ttl,
        value,
        attributesFromListing,
        requireBinding,
        defaults,
        parallelRequests,
        rememberedObjects);
  }

  public NamespaceSettings withAttributesFromListing(boolean value) {
    return new NamespaceSettings(
        ttl, immutable, value, requireBinding, defaults, parallelRequests, rememberedObjects);
  }

  public NamespaceSettings withRequireBinding(boolean value) {
    return new NamespaceSettings(
        ttl,
        immutable,
        attributesFromListing,
        value,
        defaults,
        parallelRequests,
        rememberedObjects);
  }

  public NamespaceSettings withParallelRequests(int value) {
    return new NamespaceSettings(
        ttl, immutable, attributesFromListing, requireBinding, defaults, value, rememberedObjects);
  }

  public NamespaceSettings withRememberedObjects(int value) {
    return new NamespaceSettings(
        ttl, immutable, attributesFromListing, requireBinding, defaults, parallelRequests, value);
  }

  /** Whether what a listing tells of a file is all that is asked for: a binding it cannot tell. */
  boolean listingSuffices() {
    return attributesFromListing && !requireBinding;
  }
}
