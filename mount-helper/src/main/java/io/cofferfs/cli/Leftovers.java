package io.cofferfs.cli;

import io.cofferfs.cli.Leftover.Kind;
import io.cofferfs.fs.namespace.MoveOwners;
import io.cofferfs.fs.namespace.MoveRecovery;
import io.cofferfs.fs.s3.BegunUpload;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.Pages;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What interrupted processes left under a prefix. Nothing in the bucket tells whether its process
 * still lives, perhaps on another machine: its age has to.
 */
final class Leftovers {
  // What a mount sets aside is in use for as long as a program keeps it open, and that may be long:
  // a log that was rotated, a library that was upgraded.
  private static final Duration SET_ASIDE_AGE = Duration.ofDays(7);
  private static final Duration AGE = Duration.ofDays(1);

  // A mount that lives writes the journal of its rename anew four times a minute.
  private static final Duration RENAME_AGE = Duration.ofMinutes(15);

  // What is missing costs a look at each file of the directory, once.
  private static final Duration INDEX_AGE = Duration.ofDays(30);

  private final Bucket bucket;
  private final ObjectStore store;
  private final String prefix;

  /**
   * @param prefix empty, or ending in a slash
   */
  Leftovers(Bucket bucket, ObjectStore store, String prefix) {
    this.bucket = bucket;
    this.store = store;
    this.prefix = prefix;
    store.probeUnder(prefix + FilePath.PROBES);
  }

  /**
   * Lists what is older than this, or than the age that is safe for its kind.
   *
   * @param clock for a store that does not tell its time
   */
  List<Leftover> olderThan(Optional<Duration> age, Clock clock) throws IOException {
    // Stores tell times in whole seconds.
    Instant now = bucket.greet().time().orElse(clock.instant()).plusSeconds(1);
    List<Leftover> leftovers = new ArrayList<>();
    uploads(now.minus(age.orElse(AGE)), leftovers);
    objects(Kind.SET_ASIDE, FilePath.ORPHANS, now.minus(age.orElse(SET_ASIDE_AGE)), leftovers);
    objects(Kind.RENAME, FilePath.MOVES, now.minus(age.orElse(RENAME_AGE)), leftovers);
    objects(Kind.PROBE, FilePath.PROBES, now.minus(age.orElse(AGE)), leftovers);
    objects(Kind.INDEX, FilePath.INDEXES, now.minus(age.orElse(INDEX_AGE)), leftovers);
    return leftovers;
  }

  private void uploads(Instant limit, List<Leftover> leftovers) throws IOException {
    for (BegunUpload begun : bucket.uploads(prefix)) {
      if (!begun.begun().isAfter(limit)) {
        leftovers.add(
            new Leftover(
                Kind.UPLOAD, begun.upload().key(), begun.begun(), Optional.of(begun.upload())));
      }
    }
  }

  private void objects(Kind kind, String directory, Instant limit, List<Leftover> leftovers)
      throws IOException {
    Pages.each(
        store,
        ListRequest.tree(prefix + directory),
        page -> {
          for (ListedObject object : page.objects()) {
            if (!object.lastModified().isAfter(limit)) {
              leftovers.add(
                  new Leftover(kind, object.key(), object.lastModified(), Optional.empty()));
            }
          }
        });
  }

  void remove(Leftover leftover) throws IOException {
    if (leftover.upload().isPresent()) {
      store.abortMultipartUpload(leftover.upload().get());
    } else if (leftover.kind() == Kind.RENAME) {
      endRename(leftover.key());
    } else {
      store.delete(leftover.key(), Precondition.none());
    }
  }

  private void endRename(String journal) throws IOException {
    try (MoveRecovery recovery =
        new MoveRecovery(store, prefix, MoveOwners.alone(), Clock.systemUTC())) {
      recovery.end(journal);
    }
  }
}
