package io.cofferfs.cache;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The duty to load one block, given to whoever asked for it first. It ends in {@link #complete} or
 * {@link #fail}; until then everybody else who wants the block waits. Of several ends the first one
 * counts. Thread-safe.
 */
public final class BlockLoad {

  /** Why a block is loaded. */
  public enum Purpose {
    /** A reader waits for it. */
    DEMAND,
    /** Somebody may want it soon. */
    PREFETCH
  }

  /** Told of the outcome before those who wait for it are. */
  @FunctionalInterface
  interface Owner {

    /** Takes the block, or null if the load failed. */
    void ended(BlockLoad load, byte @Nullable [] block);
  }

  private final long index;
  private final Purpose purpose;
  private final Owner owner;
  private final CompletableFuture<byte[]> block = new CompletableFuture<>();

  BlockLoad(long index, Purpose purpose, Owner owner) {
    this.index = index;
    this.purpose = purpose;
    this.owner = owner;
  }

  public long index() {
    return index;
  }

  public Purpose purpose() {
    return purpose;
  }

  public boolean isDone() {
    return block.isDone();
  }

  /** Hands over the block, which nobody changes from now on. */
  public void complete(byte[] loaded) {
    owner.ended(this, loaded);
    block.complete(loaded);
  }

  /** Gives up. The failure is not remembered: whoever asks next loads anew. */
  public void fail(Throwable cause) {
    owner.ended(this, /* block= */ null);
    block.completeExceptionally(cause);
  }

  CompletableFuture<byte[]> block() {
    return block;
  }
}
