package io.cofferfs.cli;

import io.cofferfs.cli.VolumeLocator.Found;
import io.cofferfs.fs.s3.Bucket;
import io.cofferfs.fs.s3.EncryptionRule;
import io.cofferfs.fs.s3.Greeting;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.StoredEncryption;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What can be known of a bucket without writing to it. */
final class BucketChecks {
  // S3 refuses requests that are signed at a time more than 15 minutes from its own.
  private static final Duration REFUSED_SKEW = Duration.ofMinutes(15);
  private static final Duration NOTED_SKEW = Duration.ofMinutes(1);

  private final Bucket bucket;
  private final ObjectStore store;
  private final S3Location location;
  private final Clock clock;

  BucketChecks(Bucket bucket, ObjectStore store, S3Location location, Clock clock) {
    this.bucket = bucket;
    this.store = store;
    this.location = location;
    this.clock = clock;
  }

  /** Returns whether the bucket can be worked with. */
  boolean addTo(CheckUp checkUp) {
    Optional<Greeting> greeting = greeting(checkUp);
    if (greeting.isEmpty()) {
      return false;
    }
    checkUp.ask("clock", () -> clock(greeting.get()));
    boolean usable =
        checkUp.ask("bucket", () -> bucket(greeting.get())) && checkUp.ask("list", this::list);
    if (usable) {
      checkUp.ask("volume", this::volume);
      checkUp.ask("bucket encryption", this::encryption);
      checkUp.ask("sse-c rule", () -> optional(this::customerKeys));
      checkUp.ask("versioning", () -> optional(this::versioning));
      checkUp.ask("leftovers", () -> optional(this::leftovers));
    }
    return usable;
  }

  private Optional<Greeting> greeting(CheckUp checkUp) {
    Greeting[] greeting = new Greeting[1];
    boolean answered =
        checkUp.ask(
            "endpoint",
            () -> {
              Greeting answer = bucket.greet();
              greeting[0] = answer;
              return Finding.ok("answers" + answer.server().map(s -> ", as " + s).orElse(""));
            });
    return answered ? Optional.of(greeting[0]) : Optional.empty();
  }

  private Finding clock(Greeting greeting) {
    if (greeting.time().isEmpty()) {
      return Finding.ok("the server does not tell its time");
    }
    Duration skew = Duration.between(greeting.time().get(), clock.instant()).abs();
    String text = skew.toSeconds() + " s from the server's";
    if (skew.compareTo(REFUSED_SKEW) > 0) {
      return Finding.problem(text, "S3 refuses what is signed at such a time; set the clock");
    }
    return skew.compareTo(NOTED_SKEW) > 0 ? Finding.note(text, "set the clock") : Finding.ok(text);
  }

  private Finding bucket(Greeting greeting) {
    return switch (greeting.presence()) {
      case FOUND -> Finding.ok("is there" + greeting.region().map(r -> ", in " + r).orElse(""));
      case MISSING ->
          Finding.problem(
              "there is none of this name", "cofferfs create-bucket s3://" + location.bucket());
      // HEAD does not say why, and may be denied to who may do all the rest.
      case FORBIDDEN -> Finding.note("these credentials may not ask for it (HeadBucket)", "");
    };
  }

  private Finding list() throws IOException {
    boolean isEmpty =
        store.list(ListRequest.tree(location.prefix()).withMaxKeys(1)).objects().isEmpty();
    return Finding.ok("allowed" + (isEmpty ? "; there is nothing under " + location : ""));
  }

  private Finding volume() throws IOException {
    Optional<Found> found = new VolumeLocator(store).find(location);
    if (found.isEmpty()) {
      return Finding.note(
          "there is none: files are not encrypted on the client", "cofferfs init makes one");
    }
    return Finding.ok(
        "s3://%s/%s, %s, %d slots"
            .formatted(
                location.bucket(),
                found.get().prefix(),
                found.get().volume().volumeId(),
                found.get().volume().slots().size()));
  }

  private Finding encryption() throws IOException {
    BucketSse sse = BucketSse.ask(bucket, store, location.prefix());
    return switch (sse.state()) {
      case ENCRYPTED ->
          Finding.ok(
              sse.encryption().map(StoredEncryption::toString).orElse("on")
                  + ", according to "
                  + sse.evidence());
      case UNENCRYPTED ->
          Finding.note(
              "none, according to " + sse.evidence(),
              "--sse, or a bucket made with create-bucket --encrypted, or cofferfs init");
      case UNKNOWN ->
          Finding.note("not known: " + sse.evidence(), "cofferfs inspect --probe " + location);
    };
  }

  private Finding customerKeys() throws IOException {
    Optional<EncryptionRule> rule = bucket.encryption();
    if (rule.filter(EncryptionRule::blocksCustomerKeys).isPresent()) {
      return Finding.note(
          "SSE-C is blocked", "cofferfs bucket allow-sse-c s3://" + location.bucket());
    }
    return Finding.ok(
        rule.filter(EncryptionRule::allowsCustomerKeys).isPresent()
            ? "SSE-C is allowed"
            : "says nothing of SSE-C");
  }

  private Finding versioning() throws IOException {
    return switch (bucket.versioning()) {
      case ENABLED ->
          Finding.note(
              "on: what is replaced or deleted is kept, and takes space",
              "a lifecycle rule can end that");
      case SUSPENDED -> Finding.ok("suspended");
      case OFF -> Finding.ok("off");
    };
  }

  private Finding leftovers() throws IOException {
    int count =
        new Leftovers(bucket, store, location.prefix()).olderThan(Optional.empty(), clock).size();
    return count == 0
        ? Finding.ok("none")
        : Finding.note(
            count + " of interrupted uploads and mounts", "cofferfs clean --dry-run " + location);
  }

  /** What a server may lack, and credentials may well not be allowed. */
  private static Finding optional(CheckUp.Question question) throws IOException {
    try {
      return question.answer();
    } catch (ObjectStoreException e) {
      if (e.reason() == Reason.UNSUPPORTED) {
        return Finding.ok("this server does not tell");
      }
      if (e.reason() == Reason.ACCESS_DENIED) {
        return Finding.note("these credentials may not ask", "");
      }
      throw e;
    }
  }
}
