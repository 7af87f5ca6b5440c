package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.s3.Greeting.Presence;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bucket around an {@link InMemoryObjectStore}. Objects are told to be what the rule says. */
public final class InMemoryBucket implements Bucket {
  private final InMemoryObjectStore objects;
  private final Clock clock;
  private boolean present;
  private Optional<EncryptionRule> rule = Optional.empty();

  public InMemoryBucket(InMemoryObjectStore objects, Clock clock, boolean present) {
    this.objects = objects;
    this.clock = clock;
    this.present = present;
  }

  @Override
  public synchronized Greeting greet() {
    return new Greeting(
        present ? Presence.FOUND : Presence.MISSING,
        Optional.of("memory"),
        Optional.of(clock.instant()),
        Optional.empty());
  }

  @Override
  public synchronized void create(Making making) throws ObjectStoreException {
    if (present) {
      throw new ObjectStoreException(Reason.PRECONDITION_FAILED, "BucketAlreadyOwnedByYou");
    }
    present = true;
  }

  @Override
  public synchronized void remove() throws ObjectStoreException {
    requirePresent();
    if (!objects.keys().isEmpty()) {
      throw new ObjectStoreException(Reason.REJECTED, "BucketNotEmpty");
    }
    present = false;
    rule = Optional.empty();
  }

  @Override
  public synchronized Optional<EncryptionRule> encryption() throws ObjectStoreException {
    requirePresent();
    return rule;
  }

  @Override
  public synchronized void setEncryption(EncryptionRule next) throws ObjectStoreException {
    requirePresent();
    rule = Optional.of(next);
  }

  @Override
  public synchronized Versioning versioning() throws ObjectStoreException {
    requirePresent();
    return Versioning.OFF;
  }

  @Override
  public synchronized StoredEncryption encryptionOf(String key) throws ObjectStoreException {
    objects.head(key);
    return rule.flatMap(EncryptionRule::byDefault)
        .orElse(StoredEncryption.of("", Optional.empty()));
  }

  @Override
  public List<BegunUpload> uploads(String prefix) {
    Instant now = clock.instant();
    return objects.listMultipartUploads(prefix).stream()
        .map(upload -> new BegunUpload(upload, now))
        .toList();
  }

  @Override
  public Optional<Instant> lastPart(MultipartUpload upload) {
    return Optional.empty();
  }

  @Override
  public WriteSupport probeWrites(String key) throws ObjectStoreException {
    objects.put(key, PartBody.empty(), Map.of(), Precondition.none());
    return new WriteSupport(/* conditions= */ true, /* checksums= */ true);
  }

  @Override
  public CustomerKeySupport probeCustomerKeys(String key, SecureRandom random) {
    return CustomerKeySupport.NOT_IMPLEMENTED;
  }

  @Override
  public boolean isUnder(SecretBytes customerKey, String key) {
    return false;
  }

  @Override
  public URI presign(String key, Duration expires, Optional<SecretBytes> customerKey) {
    return URI.create("memory:///" + key + "?X-Amz-Expires=" + expires.toSeconds());
  }

  private void requirePresent() throws ObjectStoreException {
    if (!present) {
      throw new ObjectStoreException(Reason.NO_SUCH_BUCKET, "NoSuchBucket");
    }
  }

  @Override
  public void close() {}
}
