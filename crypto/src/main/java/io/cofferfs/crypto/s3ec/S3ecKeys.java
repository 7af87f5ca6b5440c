package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/**
 * The keys to objects of the S3 Encryption Client: makes the streams that seal new bodies and open
 * those there are. New ones are of version 3, with key commitment. Thread-safe.
 */
public final class S3ecKeys implements AutoCloseable {
  /** How much longer a body is than its content. */
  public static final int OVERHEAD_BYTES = GcmStream.TAG_BYTES;

  /** The longest content that can be sealed. */
  public static final long MAX_CONTENT_BYTES = GcmStream.MAX_TEXT_BYTES;

  private final WrappingKey wrappingKey;
  private final Commitment commitment;
  private final SecureRandom random;

  /** Whether objects are opened whose headers do not commit to one data key. */
  public enum Commitment {
    /** Versions 2 and 3. */
    OPTIONAL,
    /** Version 3 alone. */
    REQUIRED
  }

  private S3ecKeys(WrappingKey wrappingKey, Commitment commitment, SecureRandom random) {
    this.wrappingKey = wrappingKey;
    this.commitment = commitment;
    this.random = random;
  }

  /**
   * Keys that the user holds.
   *
   * @param keys 256-bit keys, one at least; all are tried for opening, the first one seals. They
   *     are taken over.
   */
  public static S3ecKeys ofAes(List<SecretBytes> keys, Commitment commitment, SecureRandom random) {
    return new S3ecKeys(new AesWrappingKey(keys), commitment, random);
  }

  /**
   * An identity: whoever has its public half can write what only the private one opens.
   *
   * @param pem an RSA private key, or a public one, with which nothing can be opened; stays the
   *     caller's to zero
   * @throws CofferException {@code MALFORMED} if it is neither
   */
  public static S3ecKeys ofRsa(byte[] pem, Commitment commitment, SecureRandom random)
      throws CofferException {
    return new S3ecKeys(new RsaWrappingKey(RsaKeyPair.parse(pem)), commitment, random);
  }

  /**
   * A key in a KMS, which is asked for each object.
   *
   * @param service stays the caller's
   */
  public static S3ecKeys ofKms(
      DataKeyService service, String keyId, Commitment commitment, SecureRandom random) {
    return new S3ecKeys(new KmsWrappingKey(service, keyId), commitment, random);
  }

  /** The sealer of a new body, under a new data key. */
  public S3ecSealer newBody() throws IOException {
    WrappingKey.Wrapped wrapped = wrappingKey.newDataKey(random);
    try (SecretBytes dataKey = wrapped.dataKey) {
      byte[] messageId = new byte[Envelope.MESSAGE_ID_BYTES];
      random.nextBytes(messageId);
      Envelope envelope =
          Envelope.create(wrappingKey.method(), wrapped.bytes, wrapped.context, messageId)
              .withCommitment(BodyKey.commitment(dataKey, messageId));
      return new S3ecSealer(envelope.headers(), BodyKey.committed(dataKey, messageId));
    }
  }

  /**
   * The opener of a body.
   *
   * @param headers as {@link EnvelopeHeaders} gives them
   * @param bodyLength in bytes, with the tag
   * @throws CofferException why the object cannot be opened
   */
  public S3ecOpener open(Map<String, String> headers, long bodyLength) throws IOException {
    Envelope envelope = Envelope.parse(headers);
    requireAccepted(envelope);
    long length = contentLength(bodyLength);
    if (envelope.length().orElse(length) != length) {
      throw new CofferException(
          Reason.MALFORMED, "a body of " + bodyLength + " bytes, whose headers say otherwise");
    }
    try (SecretBytes dataKey = wrappingKey.unwrap(envelope)) {
      return new S3ecOpener(BodyKey.stream(envelope, dataKey));
    }
  }

  private void requireAccepted(Envelope envelope) throws CofferException {
    if (commitment == Commitment.REQUIRED && envelope.suite() != ContentSuite.COMMITTING_GCM) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "the object has no key commitment, which is required");
    }
  }

  /**
   * Bytes of the content of a body of this length.
   *
   * @throws CofferException {@code MALFORMED} if no content has it
   */
  public static long contentLength(long bodyLength) throws CofferException {
    long length = bodyLength - OVERHEAD_BYTES;
    if (length < 0 || length > MAX_CONTENT_BYTES) {
      throw new CofferException(
          Reason.MALFORMED, "no content has an encrypted body of " + bodyLength + " bytes");
    }
    return length;
  }

  @Override
  public void close() {
    wrappingKey.close();
  }
}
