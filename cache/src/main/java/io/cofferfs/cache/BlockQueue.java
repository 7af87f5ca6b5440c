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
  private final Map<BlockKey<C>, byte[]> blocks = new LinkedHashMap<>();
  private long bytes;

  BlockQueue(long capacity) {
    this.capacity = capacity;
  }

  byte @Nullable [] get(BlockKey<C> key) {
    return blocks.get(key);
  }

  /** Adds a block at the end, and hands over to {@code displaced} what no longer fits. */
  void add(BlockKey<C> key, byte[] block, BiConsumer<BlockKey<C>, byte[]> displaced) {
    remove(key);
    blocks.put(key, block);
    bytes += BlockCache.footprint(block.length);
    Iterator<Map.Entry<BlockKey<C>, byte[]>> eldest = blocks.entrySet().iterator();
    while (bytes > capacity) {
      Map.Entry<BlockKey<C>, byte[]> entry = eldest.next();
      bytes -= BlockCache.footprint(entry.getValue().length);
      eldest.remove();
      displaced.accept(entry.getKey(), entry.getValue());
    }
  }

  byte @Nullable [] remove(BlockKey<C> key) {
    byte[] block = blocks.remove(key);
    if (block != null) {
      bytes -= BlockCache.footprint(block.length);
    }
    return block;
  }

  void removeIf(Predicate<BlockKey<C>> unwanted) {
    blocks
        .entrySet()
        .removeIf(
            entry -> {
              boolean remove = unwanted.test(entry.getKey());
              bytes -= remove ? BlockCache.footprint(entry.getValue().length) : 0;
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
