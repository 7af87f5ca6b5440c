package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Makes requests for objects that may be under one of several customer keys, with the one that
 * fits. Only a refusal that can be about the key leads to the next key: never a condition that does
 * not hold, a missing object, or a server that is busy.
 */
final class KeyTrials {
  private static final Set<Reason> MAY_BE_ABOUT_A_KEY =
      EnumSet.of(Reason.WRONG_CUSTOMER_KEY, Reason.REJECTED, Reason.ACCESS_DENIED);

  private final Encryption encryption;

  KeyTrials(Encryption encryption) {
    this.encryption = encryption;
  }

  /** A request, to be made under these headers. */
  interface Trial<T> {
    T make(EncryptionHeaders headers) throws ObjectStoreException;
  }

  /** Where an answer says which key was used. */
  interface Headers<T> {
    SdkHttpResponse of(T answer);
  }

  /**
   * What came of the trials.
   *
   * @param key the one under which the server says the object is; empty where it says nothing, as
   *     those do that ignore SSE-C on reads
   */
  record Fitted<T>(T answer, Optional<CustomerKey> key) {}

  /** Reads an object with one key after the other. */
  <T> Fitted<T> reading(String key, Trial<T> trial, Headers<T> headers)
      throws ObjectStoreException {
    List<CustomerKey> candidates = encryption.candidates(key);
    if (candidates.isEmpty()) {
      return new Fitted<>(trial.make(EncryptionHeaders.NONE), Optional.empty());
    }
    for (int tried = 1; ; tried++) {
      CustomerKey candidate = candidates.get(tried - 1);
      EncryptionHeaders sent = EncryptionHeaders.of(candidate);
      try {
        T answer = trial.make(sent);
        return new Fitted<>(answer, confirmed(key, candidate, sent.keptBy(headers.of(answer))));
      } catch (ObjectStoreException e) {
        requireAboutAKey(e);
        if (tried == candidates.size()) {
          throw refusal(e, tried);
        }
      }
    }
  }

  private Optional<CustomerKey> confirmed(String key, CustomerKey candidate, boolean confirmed) {
    if (!confirmed) {
      return Optional.empty();
    }
    encryption.fits(key, candidate);
    return Optional.of(candidate);
  }

  /** That of a HEAD does not say what is wrong with the request. */
  private static void requireAboutAKey(ObjectStoreException refusal) throws ObjectStoreException {
    if (refusal.reason() != Reason.WRONG_CUSTOMER_KEY && refusal.reason() != Reason.REJECTED) {
      throw refusal;
    }
  }

  private static ObjectStoreException refusal(ObjectStoreException last, int tried) {
    return tried == 1
        ? last
        : new ObjectStoreException(
            last.reason(), last.getMessage() + "; none of the " + tried + " keys tried fits it");
  }

  /** Finds the key of an object, or throws why there is none. */
  interface Finder {
    Optional<CustomerKey> find(String key) throws ObjectStoreException;
  }

  /**
   * Copies from an object with its likeliest key. Of a refusal nobody can tell whether the source,
   * its key or the destination is meant, so that then the source is asked for its key.
   */
  <T> T copying(String source, Trial<T> trial, Finder finder) throws ObjectStoreException {
    List<CustomerKey> candidates = encryption.candidates(source);
    if (candidates.isEmpty()) {
      return trial.make(EncryptionHeaders.NONE);
    }
    CustomerKey likeliest = candidates.get(0);
    try {
      return trial.make(EncryptionHeaders.ofCopySource(likeliest));
    } catch (ObjectStoreException e) {
      if (!MAY_BE_ABOUT_A_KEY.contains(e.reason())) {
        throw e;
      }
      Optional<CustomerKey> other = finder.find(source).filter(key -> !key.equals(likeliest));
      if (other.isEmpty()) {
        throw e;
      }
      return trial.make(EncryptionHeaders.ofCopySource(other.get()));
    }
  }
}
