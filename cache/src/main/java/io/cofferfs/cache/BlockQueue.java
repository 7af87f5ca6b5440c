package io.cofferfs.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Blocks in the order they came, within a bound in bytes. Guarded by the cache's lock. */
final class BlockQueue<C> {
  private final long capacity;
  private final Map<BlockKey<C>, Held> blocks = new LinkedHashMap<>();
  private long bytes;

  BlockQueue(long capacity) {
    this.capacity = capacity;
  }

  /** A block, and whether it is worth a place elsewhere once it has none here. */
  private static final class Held {
    private final byte[] block;
    private boolean worthKeeping;

    private Held(byte[] block, boolean worthKeeping) {
      this.block = block;
      this.worthKeeping = worthKeeping;
    }
  }

  boolean contains(BlockKey<C> key) {
    return blocks.containsKey(key);
  }

  /** The block if it is here, which from now on is worth keeping. */
  byte @Nullable [] use(BlockKey<C> key) {
    Held held = blocks.get(key);
    if (held == null) {
      return null;
    }
    held.worthKeeping = true;
    return held.block;
  }

  /**
   * Adds a block at the end. What no longer fits is handed over to {@code displaced} if it is worth
   * keeping, as this one is from the beginning or once it is used.
   */
  void add(
      BlockKey<C> key,
      byte[] block,
      boolean worthKeeping,
      BiConsumer<BlockKey<C>, byte[]> displaced) {
    remove(key);
    blocks.put(key, new Held(block, worthKeeping));
    bytes += BlockCache.footprint(block.length);
    Iterator<Map.Entry<BlockKey<C>, Held>> eldest = blocks.entrySet().iterator();
    while (bytes > capacity) {
      Map.Entry<BlockKey<C>, Held> entry = eldest.next();
      Held held = entry.getValue();
      bytes -= BlockCache.footprint(held.block.length);
      eldest.remove();
      if (held.worthKeeping) {
        displaced.accept(entry.getKey(), held.block);
      }
    }
  }

  byte @Nullable [] remove(BlockKey<C> key) {
    Held held = blocks.remove(key);
    if (held == null) {
      return null;
    }
    bytes -= BlockCache.footprint(held.block.length);
    return held.block;
  }

  void removeIf(Predicate<BlockKey<C>> unwanted) {
    blocks
        .entrySet()
        .removeIf(
            entry -> {
              boolean remove = unwanted.test(entry.getKey());
              bytes -= remove ? BlockCache.footprint(entry.getValue().block.length) : 0;
              return remove;
            });
  }

  long count(Predicate<BlockKey<C>> wanted) {
    return blocks.keySet().stream().filter(wanted).count();
  }

  long bytes() {
    return bytes;
  }
}
