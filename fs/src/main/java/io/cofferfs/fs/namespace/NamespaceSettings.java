package io.cofferfs.fs.namespace;

import io.cofferfs.fs.volume.DefaultAttributes;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param indexes what is done about the attribute indexes of directories
 */
public record NamespaceSettings(
    Duration ttl,
    boolean immutable,
    boolean attributesFromListing,
    boolean requireBinding,
    DefaultAttributes defaults,
    int parallelRequests,
    int rememberedObjects,
    Duration removalDelay,
    IndexPolicy indexes) {

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
        /* removalDelay= */ Duration.ofMillis(100),
        IndexPolicy.NONE);
  }

  public NamespaceSettings withTtl(Duration value) {
    return but(draft -> draft.ttl = value);
  }

  public NamespaceSettings withImmutable(boolean value) {
    return but(draft -> draft.immutable = value);
  }

  public NamespaceSettings withAttributesFromListing(boolean value) {
    return but(draft -> draft.attributesFromListing = value);
  }

  public NamespaceSettings withRequireBinding(boolean value) {
    return but(draft -> draft.requireBinding = value);
  }

  public NamespaceSettings withParallelRequests(int value) {
    return but(draft -> draft.parallelRequests = value);
  }

  public NamespaceSettings withRememberedObjects(int value) {
    return but(draft -> draft.rememberedObjects = value);
  }

  public NamespaceSettings withRemovalDelay(Duration value) {
    return but(draft -> draft.removalDelay = value);
  }

  public NamespaceSettings withIndexes(IndexPolicy value) {
    return but(draft -> draft.indexes = value);
  }

  private NamespaceSettings but(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** Whether what a listing tells of a file is all that is asked for: a binding it cannot tell. */
  boolean listingSuffices() {
    return attributesFromListing && !requireBinding;
  }

  /** A copy of which one thing is about to be another. */
  private static final class Draft {
    private Duration ttl;
    private boolean immutable;
    private boolean attributesFromListing;
    private boolean requireBinding;
    private final DefaultAttributes defaults;
    private int parallelRequests;
    private int rememberedObjects;
    private Duration removalDelay;
    private IndexPolicy indexes;

    Draft(NamespaceSettings settings) {
      ttl = settings.ttl;
      immutable = settings.immutable;
      attributesFromListing = settings.attributesFromListing;
      requireBinding = settings.requireBinding;
      defaults = settings.defaults;
      parallelRequests = settings.parallelRequests;
      rememberedObjects = settings.rememberedObjects;
      removalDelay = settings.removalDelay;
      indexes = settings.indexes;
    }

    NamespaceSettings settings() {
      return new NamespaceSettings(
          ttl,
          immutable,
          attributesFromListing,
          requireBinding,
          defaults,
          parallelRequests,
          rememberedObjects,
          removalDelay,
          indexes);
    }
  }
}
