package io.cofferfs.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Known answers that a provider of AES-256-GCM must give before it sees a byte of anybody's: a
 * short message, one long enough for its fastest code, in heap and direct buffers, and the refusal
 * of an altered one. Fails closed.
 */
final class AeadSelfTest {
  // Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
  private static final String SHORT_KEY =
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  private static final String SHORT_NONCE = "cafebabefacedbaddecaf888";
  private static final String SHORT_AAD = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
  private static final String SHORT_PLAINTEXT =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
          + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
  private static final String SHORT_SEALED =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
          + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
          + "76fc6ece0f4e1768cddf8853bb2d551b";

  // SHA-256 of what OpenSSL 3 makes of a message that no code takes in even steps, long enough for
  // the
  // fastest; it is tested at every start and must cost nothing there.
  private static final int LONG_BYTES = 4096 + 13;
  private static final String LONG_DIGEST =
      "2945a032665d8109a05f534c1210ed46d87425912d08ad2b18d45e32b9222738";

  private final AeadProvider provider;

  AeadSelfTest(AeadProvider provider) {
    this.provider = provider;
  }

  void run() throws CofferException {
    try {
      require(Arrays.equals(seal(shortMessage(), /* direct= */ false), hex(SHORT_SEALED)));
      require(Arrays.equals(seal(shortMessage(), /* direct= */ true), hex(SHORT_SEALED)));
      require(Arrays.equals(open(shortMessage(), hex(SHORT_SEALED)), hex(SHORT_PLAINTEXT)));
      require(refuses(shortMessage(), hex(SHORT_SEALED)));
      byte[] sealed = seal(longMessage(), /* direct= */ false);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(sealed);
      require(Arrays.equals(digest, hex(LONG_DIGEST)));
      require(Arrays.equals(seal(longMessage(), /* direct= */ true), sealed));
      require(Arrays.equals(open(longMessage(), sealed), longMessage().plaintext));
      require(refuses(longMessage(), sealed));
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      throw AeadProvider.unusable(provider.choice(), "its self-test failed", e);
    }
  }

  private void require(boolean right) throws CofferException {
    if (!right) {
      throw AeadProvider.unusable(
          provider.choice(), "its self-test gave a wrong answer", /* cause= */ null);
    }
  }

  private static final class Message {
    private final byte[] key;
    private final byte[] nonce;
    private final byte[] associatedData;
    private final byte[] plaintext;

    Message(byte[] key, byte[] nonce, byte[] associatedData, byte[] plaintext) {
      this.key = key;
      this.nonce = nonce;
      this.associatedData = associatedData;
      this.plaintext = plaintext;
    }
  }

  private static Message shortMessage() {
    return new Message(hex(SHORT_KEY), hex(SHORT_NONCE), hex(SHORT_AAD), hex(SHORT_PLAINTEXT));
  }

  private static Message longMessage() {
    byte[] plaintext = new byte[LONG_BYTES];
    for (int i = 0; i < LONG_BYTES; i++) {
      plaintext[i] = (byte) (7 * i + (i >> 8));
    }
    return new Message(
        counting(0x00, AesKey.LENGTH),
        counting(0x40, Aead.NONCE_BYTES),
        hex("000000000000000701"),
        plaintext);
  }

  private static byte[] counting(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  private byte[] seal(Message message, boolean direct) throws GeneralSecurityException {
    int length = message.plaintext.length;
    ByteBuffer in = buffer(length, direct).put(message.plaintext).flip();
    ByteBuffer out = buffer(length + Aead.TAG_BYTES, direct);
    cipher(Cipher.ENCRYPT_MODE, message).doFinal(in, out);
    byte[] sealed = new byte[out.flip().remaining()];
    out.get(sealed);
    return sealed;
  }

  private byte[] open(Message message, byte[] sealed) throws GeneralSecurityException {
    ByteBuffer out = ByteBuffer.allocate(message.plaintext.length);
    cipher(Cipher.DECRYPT_MODE, message).doFinal(ByteBuffer.wrap(sealed), out);
    return out.array();
  }

  /** Altered in its first, a middle and its last byte. */
  private boolean refuses(Message message, byte[] sealed) throws GeneralSecurityException {
    boolean refused = true;
    for (int at : new int[] {0, sealed.length / 2, sealed.length - 1}) {
      byte[] altered = sealed.clone();
      altered[at] ^= 1;
      refused &= refusesExactly(message, altered);
    }
    return refused;
  }

  private boolean refusesExactly(Message message, byte[] altered) throws GeneralSecurityException {
    try {
      open(message, altered);
      return false;
    } catch (AEADBadTagException e) {
      return true;
    }
  }

  private Cipher cipher(int mode, Message message) throws GeneralSecurityException {
    Cipher cipher = provider.newCipher();
    SecretKey key = new AesKey(SecretBytes.copyOf(message.key));
    cipher.init(mode, key, new GCMParameterSpec(8 * Aead.TAG_BYTES, message.nonce));
    cipher.updateAAD(message.associatedData);
    return cipher;
  }

  private static ByteBuffer buffer(int length, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
