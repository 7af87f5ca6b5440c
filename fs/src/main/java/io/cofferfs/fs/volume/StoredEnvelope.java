package io.cofferfs.fs.volume;

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
    boolean complete = EnvelopeHeaders.haveKey(own) || !mayHaveInstructions(info.key());
    Optional<byte[]> file = complete ? Optional.empty() : instructions(store, info.key());
    return file.isEmpty() ? own : EnvelopeHeaders.withInstructions(own, file.get());
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
