package io.cofferfs.crypto;

import io.cofferfs.crypto.CofferException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A key service in memory: wraps by concealment only, and remembers what it was asked. */
final class FakeKeyService implements KeyService {
  private final List<String> calls = new ArrayList<>();
  private boolean denying;

  /** What it was asked, in order: {@code wrap KEY CONTEXT}. */
  List<String> calls() {
    return calls;
  }

  void denyFromNowOn() {
    denying = true;
  }

  @Override
  public byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context)
      throws IOException {
    answer("wrap", keyId, context);
    byte[] head = head(keyId, context);
    byte[] bytes = secret.expose(byte[]::clone);
    byte[] wrapped = Arrays.copyOf(head, head.length + bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      wrapped[head.length + i] = (byte) ~bytes[i];
    }
    return wrapped;
  }

  @Override
  public SecretBytes unwrap(String keyId, byte[] wrapped, Map<String, String> context)
      throws IOException {
    answer("unwrap", keyId, context);
    byte[] head = head(keyId, context);
    if (wrapped.length < head.length
        || !Arrays.equals(head, 0, head.length, wrapped, 0, head.length)) {
      throw new CofferException(Reason.WRONG_KEY, "not wrapped by " + keyId);
    }
    byte[] bytes = Arrays.copyOfRange(wrapped, head.length, wrapped.length);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    return SecretBytes.take(bytes);
  }

  private void answer(String call, String keyId, Map<String, String> context) throws IOException {
    calls.add(call + " " + keyId + " " + new TreeMap<>(context));
    if (denying) {
      throw new IOException("denied");
    }
  }

  private static byte[] head(String keyId, Map<String, String> context) {
    return (keyId + new TreeMap<>(context)).getBytes(StandardCharsets.US_ASCII);
  }
}
