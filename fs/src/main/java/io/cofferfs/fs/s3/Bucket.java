package io.cofferfs.fs.s3;

import io.cofferfs.crypto.SecretBytes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One bucket as a whole, beside the objects in it: how it is made, what it encrypts by default,
 * what was left unfinished there. Implementations are thread-safe.
 */
public interface Bucket extends AutoCloseable {

  /** How a bucket is made. */
  enum Making {
    /** As the server does it. */
    ORDINARY,
    /**
     * Encrypted, with the header that Scality has for it. A server that does not know the header
     * may well answer that all is done: look at {@link #encryptionOf} an object.
     */
    SCALITY_ENCRYPTED
  }

  /** Asks for the bucket. That it is missing or forbidden is an answer, too. */
  Greeting greet() throws ObjectStoreException;

  /** Makes the bucket; {@code PRECONDITION_FAILED} if it is there. */
  void create(Making making) throws ObjectStoreException;

  /** Removes the bucket; one that is not empty stays, and that is {@code REJECTED}. */
  void remove() throws ObjectStoreException;

  /**
   * What new objects are encrypted with if nothing else is asked for; empty if with nothing. {@code
   * UNSUPPORTED} where the server does not say.
   */
  Optional<EncryptionRule> encryption() throws ObjectStoreException;

  /** Replaces the whole rule. */
  void setEncryption(EncryptionRule rule) throws ObjectStoreException;

  Versioning versioning() throws ObjectStoreException;

  /** How the server says an object is stored. No customer key is needed. */
  StoredEncryption encryptionOf(String key) throws ObjectStoreException;

  /** Uploads under this prefix that were begun and neither completed nor aborted. */
  List<BegunUpload> uploads(String prefix) throws ObjectStoreException;

  /** When the last part of an upload came; empty while it has none, or where nobody says. */
  Optional<Instant> lastPart(MultipartUpload upload) throws ObjectStoreException;

  /**
   * Finds out how the server takes writes by writing a small object, which is the caller's to
   * remove.
   */
  WriteSupport probeWrites(String key) throws ObjectStoreException;

  /**
   * Finds out whether the server encrypts with keys of the customer's, by writing a small object,
   * which is the caller's to remove. Other writes must be known to be allowed.
   */
  CustomerKeySupport probeCustomerKeys(String key, SecureRandom random) throws ObjectStoreException;

  /** Whether an object is stored under this customer key; the server has to say so. */
  boolean isUnder(SecretBytes customerKey, String key) throws ObjectStoreException;

  /**
   * A URL that anyone can GET the object by until it expires, without a request.
   *
   * @param customerKey of an SSE-C object: the key is not in the URL, but its three headers have to
   *     come with the request
   */
  URI presign(String key, Duration expires, Optional<SecretBytes> customerKey)
      throws ObjectStoreException;

  @Override
  void close();
}
