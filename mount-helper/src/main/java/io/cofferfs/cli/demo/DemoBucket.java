package io.cofferfs.cli.demo;

import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.util.Optional;

/** What the owner of the server sees, and can do. */
final class DemoBucket {
  private final ObjectStore store;

  DemoBucket(ObjectStore store) {
    this.store = store;
  }

  byte[] stored(String key) throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  /** Changes one bit in the middle of an object, and nothing else of it. */
  long tamper(String key) throws IOException {
    try (ObjectBody body = store.get(key, Optional.empty(), Optional.empty())) {
      byte[] bytes = body.stream().readAllBytes();
      int offset = bytes.length / 2;
      bytes[offset] ^= 1;
      store.put(key, PartBody.of(bytes), body.info().metadata(), Precondition.none());
      return offset;
    }
  }
}
