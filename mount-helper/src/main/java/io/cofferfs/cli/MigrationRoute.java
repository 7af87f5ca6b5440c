package io.cofferfs.cli;

import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.fs.bulk.Migration.OnServer;
import io.cofferfs.fs.volume.BodyIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * From where to where a migration goes.
 *
 * @param within whether that is one bucket, reached and encrypted by the server in one way
 */
record MigrationRoute(BulkPlace from, BulkPlace to, Within within) {
  enum Within {
    ONE_BUCKET_ALIKE,
    ONE_BUCKET,
    TWO_BUCKETS
  }

  /** What is copied into itself would never end. */
  void requireApart() throws CliException, IOException {
    if (within != Within.TWO_BUCKETS && key(from).startsWith(key(to))) {
      throw CliException.usage(
          "the source lies in the destination: 'reencrypt' and 'sse-c rotate' work in place");
    }
  }

  /** A destination inside of the source is no part of it. */
  List<String> excludedPrefixes() throws IOException {
    if (within == Within.TWO_BUCKETS || !key(to).startsWith(key(from))) {
      return List.of();
    }
    String volume = to.access().prefix();
    boolean wholly = volume.length() > key(from).length();
    return List.of(wholly ? volume : key(to));
  }

  private static String key(BulkPlace place) throws IOException {
    return place.access().keySpace().directoryKey(place.path());
  }

  /** Bodies stay as they are where both places would store them alike. */
  OnServer onServer() {
    Optional<VolumeKeys> read = from.access().keys();
    Optional<VolumeKeys> written = to.access().keys();
    boolean whole = from.access().isOfEncryptionClient() || to.access().isOfEncryptionClient();
    if (within != Within.ONE_BUCKET_ALIKE || whole) {
      return OnServer.NOTHING;
    }
    if (read.isEmpty() && written.isEmpty()) {
      return body -> true;
    }
    boolean oneVolume =
        read.isPresent()
            && written.isPresent()
            && read.get().volumeId().equals(written.get().volumeId());
    return oneVolume ? body -> isOfEpoch(body, written.get().currentEpoch()) : OnServer.NOTHING;
  }

  private static boolean isOfEpoch(BodyIdentity body, int epoch) {
    return body instanceof BodyIdentity.Bound bound && bound.epoch() == epoch;
  }
}
