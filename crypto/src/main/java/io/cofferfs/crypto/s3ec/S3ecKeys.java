package io.cofferfs.crypto.s3ec;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.CofferException.Reason;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The keys to objects of the S3 Encryption Client: makes the streams that seal new bodies and open
 * those there are. New ones are of version 3, with key commitment. Thread-safe.
 */
public final class S3ecKeys implements AutoCloseable {
  /** How much longer a body is than its content. */
  public static final int OVERHEAD_BYTES = GcmStream.TAG_BYTES;

  /** The longest content that can be sealed. */
  public static final long MAX_CONTENT_BYTES = GcmStream.MAX_TEXT_BYTES;

  /** How many bytes of the end of a legacy body tell how much of it is padding. */
  public static final int TELLING_BYTES = 2 * CbcOpener.BLOCK_BYTES;

  private final WrappingKey wrappingKey;
  private final Accepted accepted;
  private final SecureRandom random;

  /** Which objects are opened. */
  public enum Accepted {
    /** Version 3 alone, whose headers commit to one data key. */
    COMMITTED,
    /** Versions 2 and 3, where all of it is authenticated. */
    AUTHENTICATED,
    /**
     * Also what clients of 2020 and before wrote: bodies that nothing authenticates, and data keys
     * that do not say which cipher they are for.
     */
    LEGACY
  }

  private S3ecKeys(WrappingKey wrappingKey, Accepted accepted, SecureRandom random) {
    this.wrappingKey = wrappingKey;
    this.accepted = accepted;
    this.random = random;
  }

  /**
   * Keys that the user holds.
   *
   * @param keys 256-bit keys, one at least; all are tried for opening, the first one seals. They
   *     are taken over.
   */
  public static S3ecKeys ofAes(List<SecretBytes> keys, Accepted accepted, SecureRandom random) {
    return new S3ecKeys(new AesWrappingKey(keys), accepted, random);
  }

  /**
   * An identity: whoever has its public half can write what only the private one opens.
   *
   * @param pem an RSA private key, or a public one, with which nothing can be opened; stays the
   *     caller's to zero
   * @throws CofferException {@code MALFORMED} if it is neither
   */
  public static S3ecKeys ofRsa(byte[] pem, Accepted accepted, SecureRandom random)
      throws CofferException {
    return new S3ecKeys(new RsaWrappingKey(RsaKeyPair.parse(pem)), accepted, random);
  }

  /**
   * A key in a KMS, which is asked for each object.
   *
   * @param service stays the caller's
   */
  public static S3ecKeys ofKms(
      DataKeyService service, String keyId, Accepted accepted, SecureRandom random) {
    return new S3ecKeys(new KmsWrappingKey(service, keyId), accepted, random);
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
    Envelope envelope = accepted(headers);
    OptionalLong told = Envelope.length(headers);
    long length = contentLength(headers, bodyLength).orElse(0);
    if (envelope.suite() != ContentSuite.CBC && told.orElse(length) != length) {
      throw new CofferException(
          Reason.MALFORMED, "a body of " + bodyLength + " bytes, whose headers say otherwise");
    }
    try (SecretBytes dataKey = wrappingKey.unwrap(envelope)) {
      return envelope.suite() == ContentSuite.CBC
          ? new CbcOpener(dataKey, envelope.nonce(), bodyLength, told)
          : new GcmOpener(BodyKey.stream(envelope, dataKey), length);
    }
  }

  private Envelope accepted(Map<String, String> headers) throws CofferException {
    Envelope envelope = Envelope.parse(headers);
    if (accepted == Accepted.COMMITTED && envelope.suite() != ContentSuite.COMMITTING_GCM) {
      throw new CofferException(
          Reason.UNSUPPORTED_VERSION, "the object has no key commitment, which is required");
    }
    if (accepted != Accepted.LEGACY && envelope.isLegacy()) {
      throw refusedLegacy(envelope);
    }
    envelope.requireWhole();
    return envelope;
  }

  private static CofferException refusedLegacy(Envelope envelope) {
    String why =
        envelope.suite() == ContentSuite.CBC
            ? "the body is encrypted with AES-CBC, which authenticates nothing"
            : "the object's data key is wrapped by the legacy method " + envelope.method().word();
    return new CofferException(
        Reason.UNSUPPORTED_VERSION, why + "; --s3ec-legacy reads such objects");
  }

  /**
   * Bytes of the content of a body; empty if only its end, decrypted, tells them: see {@link
   * #contentLength(Map, long, byte[])}. Nothing has authenticated them yet.
   *
   * @throws CofferException {@code MALFORMED} if no content has such a body
   */
  public static OptionalLong contentLength(Map<String, String> headers, long bodyLength)
      throws CofferException {
    if (!Envelope.isChained(headers)) {
      return OptionalLong.of(contentLength(bodyLength));
    }
    if (bodyLength < CbcOpener.BLOCK_BYTES || bodyLength % CbcOpener.BLOCK_BYTES != 0) {
      throw noContent(bodyLength);
    }
    OptionalLong told = Envelope.length(headers);
    if (told.isPresent()
        && (told.getAsLong() >= bodyLength
            || told.getAsLong() < bodyLength - CbcOpener.BLOCK_BYTES)) {
      throw noContent(bodyLength);
    }
    return told;
  }

  /** Whether an object's headers are of a kind that these keys open. */
  public boolean accepts(Map<String, String> headers) {
    try {
      accepted(headers);
      return true;
    } catch (CofferException e) {
      return false;
    }
  }

  /**
   * Bytes of the content of a legacy body, whose headers do not say.
   *
   * @param end the last {@link #TELLING_BYTES} of the body, or all of a shorter one
   * @throws CofferException why that cannot be found out
   */
  public long contentLength(Map<String, String> headers, long bodyLength, byte[] end)
      throws IOException {
    Envelope envelope = accepted(headers);
    int blocks = end.length - CbcOpener.BLOCK_BYTES;
    byte[] before = blocks == 0 ? envelope.nonce() : Arrays.copyOf(end, CbcOpener.BLOCK_BYTES);
    byte[] last = Arrays.copyOfRange(end, blocks, end.length);
    try (SecretBytes dataKey = wrappingKey.unwrap(envelope);
        CbcOpener opener =
            new CbcOpener(dataKey, before, CbcOpener.BLOCK_BYTES, OptionalLong.empty())) {
      int content = opener.decrypt(last, 0, last.length);
      opener.verify();
      return bodyLength - CbcOpener.BLOCK_BYTES + content;
    } finally {
      Arrays.fill(last, (byte) 0);
    }
  }

  /**
   * Bytes of the content of an authenticated body of this length.
   *
   * @throws CofferException {@code MALFORMED} if no content has it
   */
  public static long contentLength(long bodyLength) throws CofferException {
    long length = bodyLength - OVERHEAD_BYTES;
    if (length < 0 || length > MAX_CONTENT_BYTES) {
      throw noContent(bodyLength);
    }
    return length;
  }

  private static CofferException noContent(long bodyLength) {
    return new CofferException(
        Reason.MALFORMED, "no content has an encrypted body of " + bodyLength + " bytes");
  }

  @Override
  public void close() {
    wrappingKey.close();
  }
}
