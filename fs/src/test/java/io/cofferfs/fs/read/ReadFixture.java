package io.cofferfs.fs.read;

import io.cofferfs.cache.BlockCache;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.ContentSource;
import io.cofferfs.fs.volume.FileVersion;
import io.cofferfs.fs.volume.TestVolumes;
import io.cofferfs.fs.volume.VolumeCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A reader over a store in memory, with blocks small enough that every edge is common. */
final class ReadFixture implements AutoCloseable {
  static final int CHUNK = 64;
  static final int FETCH_BLOCKS = 8;
  static final long FOOTPRINT = BlockCache.footprint(CHUNK);

  /** One block is one chunk of 64 bytes, one fetch about 8 blocks. */
  static final ReadSettings SETTINGS = settings(/* blocks= */ 1000);

  final InMemoryObjectStore memory = new InMemoryObjectStore();
  final FaultyObjectStore faults = new FaultyObjectStore(memory);
  final CountingObjectStore store = new CountingObjectStore(faults);
  final VolumeCodec codec;
  final StoredFiles files;
  final BlockReader reader;

  ReadFixture() {
    this(TestVolumes.coffer(CHUNK), SETTINGS);
  }

  ReadFixture(VolumeCodec codec, ReadSettings settings) {
    this.codec = codec;
    this.files = new StoredFiles(memory, codec);
    this.reader = new BlockReader(store, codec, settings);
  }

  /** Settings for a cache of so many blocks of one chunk. */
  static ReadSettings settings(int blocks) {
    return new ReadSettings(
        blocks * FOOTPRINT,
        /* parallelFetches= */ 4,
        /* maxFetchBytes= */ FETCH_BLOCKS * CHUNK,
        /* minBlockBytes= */ 1,
        /* firstReadAheadBytes= */ 2 * CHUNK);
  }

  ContentSource open(byte[] content) throws IOException {
    return reader.open(files.store("file", content));
  }

  ContentSource open(FileVersion version) {
    return reader.open(version);
  }

  long gets() {
    return store.count(Request.GET);
  }

  /** Reads up to {@code length} bytes, and returns those that were read. */
  static byte[] read(ContentSource source, long offset, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    int count = source.read(offset, target);
    if (count != target.position()) {
      throw new AssertionError(count + " bytes reported, " + target.position() + " read");
    }
    return Arrays.copyOf(target.array(), count);
  }

  static byte[] slice(byte[] content, long offset, int length) {
    int start = (int) Math.min(offset, content.length);
    return Arrays.copyOfRange(content, start, Math.min(content.length, start + length));
  }

  @Override
  public void close() {
    reader.close();
  }
}
