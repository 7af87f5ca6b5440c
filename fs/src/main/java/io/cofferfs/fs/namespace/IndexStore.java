package io.cofferfs.fs.namespace;

import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Pages;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import io.cofferfs.fs.volume.KeySpace;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attribute indexes in a bucket, {@code .coffer/attributes/} under the volume's prefix, one for
 * each directory. Each is replaced as a whole, by whoever comes last: what one lacks is asked for.
 */
public final class IndexStore {
  private static final Logger log = LoggerFactory.getLogger(IndexStore.class);

  /** Of a hundred thousand files. A longer one is neither written nor looked at. */
  private static final int MAX_BYTES = 32 << 20;

  private final ObjectStore store;
  private final KeySpace keys;

  IndexStore(ObjectStore store, KeySpace keys) {
    this.store = store;
    this.keys = keys;
  }

  private String keyOf(FilePath directory) throws IOException {
    // The name within the volume, which may be moved as a whole.
    String name = keys.directoryKey(directory).substring(keys.prefix().length());
    return keys.reservedKey(FilePath.INDEXES + Fingerprints.name(name));
  }

  /** The index of a directory; an empty one if there is none that can be read. */
  AttributeIndex load(FilePath directory) {
    try (ObjectBody body = store.get(keyOf(directory), Optional.empty(), Optional.empty())) {
      byte[] bytes = body.stream().readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? AttributeIndex.EMPTY : AttributeIndex.decoded(bytes);
    } catch (ObjectStoreException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        log.info("an index of attributes was not read: {}", e.getMessage());
      }
    } catch (IOException e) {
      log.info("an index of attributes is of no use: {}", e.getMessage());
    }
    return AttributeIndex.EMPTY;
  }

  void save(FilePath directory, AttributeIndex index) throws IOException {
    byte[] bytes = index.encoded();
    if (bytes.length <= MAX_BYTES) {
      store.put(keyOf(directory), PartBody.of(bytes), Map.of(), Precondition.none());
    }
  }

  /**
   * Removes all that a volume has: what an index says is under the key of the time it was written.
   *
   * @param prefix of the volume
   */
  public static void removeAll(ObjectStore store, String prefix) throws ObjectStoreException {
    Pages.each(
        store,
        ListRequest.tree(prefix + FilePath.INDEXES),
        page -> store.deleteAll(page.objects().stream().map(ListedObject::key).toList()));
  }

  void remove(FilePath directory) throws IOException {
    store.delete(keyOf(directory), Precondition.none());
  }
}
