package io.cofferfs.fs.s3;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What holds for every {@link ObjectStore}. Each implementation's test extends this class. */
public abstract class ObjectStoreContract
    implements ReadContract,
        WriteContract,
        ListContract,
        MultipartContract,
        CopyContract,
        DeleteContract {
  private @Nullable ObjectStore store;

  /** A client of a new and empty bucket. */
  protected abstract ObjectStore newStore() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = newStore();
  }

  @AfterEach
  void closeStore() {
    if (store != null) { // Where a server lacks what a test needs, none was opened.
      store.close();
    }
  }

  @Override
  public final ObjectStore store() {
    ObjectStore open = store;
    if (open == null) {
      throw new IllegalStateException("no store before the test begins");
    }
    return open;
  }
}
