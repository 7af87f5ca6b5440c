package io.cofferfs.fs.volume;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.s3ec.EnvelopeHeaders;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectInfo;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Where the headers of an object of the S3 Encryption Client are. */
public final class StoredEnvelope {
  private StoredEnvelope() {}

  /** The headers that belong to an object's body, its own and those of its instruction file. */
  public static Map<String, String> headers(ObjectStore store, ObjectInfo info) throws IOException {
    Map<String, String> own = EnvelopeHeaders.of(info.metadata());
    Optional<byte[]> file = isWhole(info) ? Optional.empty() : instructions(store, info.key());
    return file.isEmpty() ? own : EnvelopeHeaders.withInstructions(own, file.get());
  }

  /** Whether an instruction file would not be looked at. */
  static boolean isWhole(ObjectInfo info) {
    return hasKey(info) || !mayHaveInstructions(info.key());
  }

  /**
   * Whether an object is the instruction file of another one, which is opened with what it says;
   * {@code false} also if the two make no sense together.
   */
  public static boolean isInstructionFile(ObjectStore store, String key) throws IOException {
    if (!key.endsWith(EnvelopeHeaders.INSTRUCTION_SUFFIX) || hasKey(store.head(key))) {
      return false;
    }
    String object = key.substring(0, key.length() - EnvelopeHeaders.INSTRUCTION_SUFFIX.length());
    try {
      ObjectInfo info = store.head(object);
      return !hasKey(info) && EnvelopeHeaders.haveKey(headers(store, info));
    } catch (CofferException e) {
      return false;
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasKey(ObjectInfo info) {
    return EnvelopeHeaders.haveKey(EnvelopeHeaders.of(info.metadata()));
  }

  private static boolean mayHaveInstructions(String key) {
    return !key.endsWith("/") && !key.endsWith(EnvelopeHeaders.INSTRUCTION_SUFFIX);
  }

  private static Optional<byte[]> instructions(ObjectStore store, String key) throws IOException {
    String file = key + EnvelopeHeaders.INSTRUCTION_SUFFIX;
    try (ObjectBody body = store.get(file, Optional.empty(), Optional.empty())) {
      return body.info().length() > EnvelopeHeaders.MAX_INSTRUCTION_BYTES
          ? Optional.empty()
          : Optional.of(body.stream().readNBytes(EnvelopeHeaders.MAX_INSTRUCTION_BYTES));
    } catch (ObjectStoreException e) {
      if (e.reason() == ObjectStoreException.Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
