package io.cofferfs.fs.bulk;

import java.util.Locale;

/** What became of one object. The names are part of the reports' stable contract. */
public enum Outcome {
  /** Every byte of body and metadata is authentic, and bound to its path. */
  INTACT(Verdict.DONE),
  /** The body has the MD5 that the store keeps as its ETag. */
  CHECKSUM_MATCHES(Verdict.DONE),
  REENCRYPTED(Verdict.DONE),
  COPIED(Verdict.DONE),
  COPIED_ON_SERVER(Verdict.DONE),
  REKEYED(Verdict.DONE),
  /** All of it is in the cache on the local disk. */
  CACHED(Verdict.DONE),
  /** What a dry run would have worked on. */
  PENDING(Verdict.DONE),

  /** It was as wanted before. */
  UP_TO_DATE(Verdict.SKIPPED),
  /** Deleted after it was listed, and no longer listed. */
  GONE(Verdict.SKIPPED),
  /** Says how another object is opened, and is dealt with together with that. */
  INSTRUCTIONS(Verdict.SKIPPED),

  /** Authentic, and sealed in an epoch before the newest. */
  STALE_EPOCH(Verdict.NOTED),
  /** Authentic, but nothing binds it to its path: its metadata is gone. */
  UNBOUND(Verdict.NOTED),
  /** Copied although nothing had bound the source to its path; the copy is bound. */
  COPIED_UNBOUND(Verdict.NOTED),
  /** Readable, and there is nothing to check it against. */
  UNPROVEN(Verdict.NOTED),

  /** Others kept changing it. */
  CHANGING(Verdict.FAILED),
  /** The destination has something else under this name. */
  CONFLICT(Verdict.FAILED),
  /** No file can have this name, so that no mount shows it. */
  UNREACHABLE(Verdict.FAILED),
  /** The store did not hand it over, or did not take it. */
  STORE_FAILED(Verdict.FAILED),
  /** Of a version or with a property that this release cannot handle. */
  UNSUPPORTED(Verdict.FAILED),

  /** Not an object of an encrypted volume. */
  FOREIGN(Verdict.DAMAGED),
  /** Listed, and the store has nothing to hand over. */
  MISSING_BODY(Verdict.DAMAGED),
  /** Cut off: a part of it is missing at the end. */
  TRUNCATED(Verdict.DAMAGED),
  /** Its bytes were changed. */
  TAMPERED(Verdict.DAMAGED),
  /** Its metadata was sealed for another path, or was changed. */
  MOVED(Verdict.DAMAGED),
  /** Its metadata is of another body. */
  SWAPPED(Verdict.DAMAGED),
  /** Metadata is missing where every object must have it. */
  BINDING_MISSING(Verdict.DAMAGED),
  /** Sealed under a key that is not the volume's. */
  WRONG_KEY(Verdict.DAMAGED),
  /** What was read back is not what was written. */
  COPY_DIFFERS(Verdict.DAMAGED);

  private final Verdict verdict;

  Outcome(Verdict verdict) {
    this.verdict = verdict;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** Its name in reports: {@code stale-epoch}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
