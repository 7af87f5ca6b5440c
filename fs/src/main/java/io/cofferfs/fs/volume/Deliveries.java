package io.cofferfs.fs.volume;

import java.io.InputStream;
import java.util.Optional;

/**
 * Where the content of a small file goes that was fetched before anybody reads it: to what the next
 * reader is served from. Thread-safe.
 */
public interface Deliveries {

  /** Takes nothing. */
  Deliveries NONE =
      new Deliveries() {
        @Override
        public long maxBodyBytes() {
          return 0;
        }

        @Override
        public long roomBytes() {
          return 0;
        }

        @Override
        public boolean mayHoldUnseen() {
          return false;
        }

        @Override
        public boolean holds(FileVersion version) {
          return false;
        }

        @Override
        public Optional<Delivery> expect(FileVersion version) {
          return Optional.empty();
        }
      };

  /** Bytes of the longest stored body that is taken; none is where this is 0. */
  long maxBodyBytes();

  /** How many bytes of bodies may wait for their readers. */
  long roomBytes();

  /** Whether content may be here of versions that this process has not seen. */
  boolean mayHoldUnseen();

  /** Whether the version can be read without a request for its content, or will be soon. */
  boolean holds(FileVersion version);

  /**
   * Announces the body of a version. Whoever reads the version from now on waits for it.
   *
   * @return for the body once it comes; empty if it is not wanted
   */
  Optional<Delivery> expect(FileVersion version);

  /** One body that is waited for. The first of these two calls counts, and one has to be made. */
  interface Delivery {
    /** Takes the whole body; who waits learns of what is wrong with it, nobody else. */
    void take(InputStream body);

    /** Says that the body does not come. */
    void fail(Throwable why);
  }
}
