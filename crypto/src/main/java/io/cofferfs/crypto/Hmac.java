package io.cofferfs.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** HMAC-SHA256 (RFC 2104). */
final class Hmac {
  private Hmac() {}

  static byte[] sha256(SecretBytes key, byte[] message) {
    return key.expose(
        bytes -> {
          HMac hmac = new HMac(SHA256Digest.newInstance());
          byte[] mac = new byte[hmac.getMacSize()];
          hmac.init(new KeyParameter(bytes));
          hmac.update(message, 0, message.length);
          hmac.doFinal(mac, 0);
          return mac;
        });
  }
}
