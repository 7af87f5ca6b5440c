package io.cofferfs.fs.s3;

import io.cofferfs.fs.TestClock;

final class InMemoryBucketTest extends BucketContract {
  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore objects =
      new InMemoryObjectStore(clock, /* minimumPartBytes= */ 0);

  @Override
  protected Bucket newBucket() {
    return new InMemoryBucket(objects, clock, /* present= */ false);
  }

  @Override
  protected ObjectStore objects() {
    return objects;
  }
}
