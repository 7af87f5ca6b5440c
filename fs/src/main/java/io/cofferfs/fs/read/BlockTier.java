package io.cofferfs.fs.read;

import io.cofferfs.fs.volume.FileVersion;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where blocks may be found that need not be fetched again. It owes nobody anything. */
interface BlockTier extends AutoCloseable {
  /** Keeps nothing. */
  BlockTier NONE = version -> Shelf.EMPTY;

  /** The place of one version, for one fetch, which closes it. */
  Shelf shelf(FileVersion version);

  /** How many blocks of a version are here. */
  default long count(FileVersion version) {
    return 0;
  }

  /** Whether what is kept here serves later mounts, too. */
  default boolean outlivesProcess() {
    return false;
  }

  @Override
  default void close() {}

  /** Blocks of one version as its stored body has them. Not thread-safe. */
  interface Shelf extends AutoCloseable {
    /** Nothing. */
    Shelf EMPTY =
        new Shelf() {
          @Override
          public Optional<ByteBuffer> take(long block, byte[] buffer) {
            return Optional.empty();
          }

          @Override
          public boolean has(long block) {
            return false;
          }

          @Override
          public void put(long block, ByteBuffer stored) {}

          @Override
          public void drop(long block) {}

          @Override
          public void close() {}
        };

    /**
     * The chunks of a block as they are stored, to be verified by whoever takes them.
     *
     * @param buffer where they may go
     */
    Optional<ByteBuffer> take(long block, byte[] buffer);

    /** Whether there is something to take, as far as is known without reading it. */
    boolean has(long block);

    /** Keeps the chunks of a block, which were verified. */
    void put(long block, ByteBuffer stored);

    /** Says that what was taken is not what it should be. */
    void drop(long block);

    @Override
    void close();
  }
}
