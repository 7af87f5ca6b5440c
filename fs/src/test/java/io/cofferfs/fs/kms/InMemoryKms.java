package io.cofferfs.fs.kms;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.fs.kms.KmsException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A key service that keeps what it wraps and hands out numbers for it. Counts what is asked of it.
 * Thread-safe.
 */
public final class InMemoryKms implements Kms {
  private static final String ARN = "arn:aws:kms:eu-test-1:000000000000:key/";

  private final Map<String, String> aliases = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<String> disabled = new HashSet<>();
  private final Set<String> denied = new HashSet<>();
  private final List<Wrapped> wrapped = new ArrayList<>();
  private int unwraps;

  private record Wrapped(String arn, SecretBytes secret, Map<String, String> context) {}

  /** A new key; its ARN. */
  public synchronized String createKey() {
    String arn = ARN + "key-" + keys.size();
    keys.add(arn);
    return arn;
  }

  public synchronized void alias(String alias, String arn) {
    aliases.put(alias, arn);
  }

  public synchronized void disable(String arn) {
    disabled.add(arn);
  }

  public synchronized void deny(String arn) {
    denied.add(arn);
  }

  /** Requests to unwrap something, those that failed included. */
  public synchronized int unwraps() {
    return unwraps;
  }

  @Override
  public synchronized byte[] wrap(String keyId, SecretBytes secret, Map<String, String> context)
      throws IOException {
    String arn = usable(keyId);
    wrapped.add(new Wrapped(arn, secret.expose(SecretBytes::copyOf), Map.copyOf(context)));
    return ByteBuffer.allocate(4).putInt(wrapped.size() - 1).array();
  }

  @Override
  public synchronized GeneratedKey generate(String keyId, Map<String, String> context)
      throws IOException {
    SecretBytes key = SecretBytes.random(new SecureRandom(), 32);
    return new GeneratedKey(key, wrap(keyId, key, context));
  }

  @Override
  public synchronized SecretBytes unwrap(String keyId, byte[] blob, Map<String, String> context)
      throws IOException {
    unwraps++;
    String arn = usable(keyId);
    int number = blob.length == 4 ? ByteBuffer.wrap(blob).getInt() : -1;
    if (number < 0 || number >= wrapped.size()) {
      throw wrongKey(keyId);
    }
    Wrapped found = wrapped.get(number);
    if (!found.arn().equals(arn) || !found.context().equals(context)) {
      throw wrongKey(keyId);
    }
    return found.secret().expose(SecretBytes::copyOf);
  }

  private static CofferException wrongKey(String keyId) {
    return new CofferException(
        CofferException.Reason.WRONG_KEY, "KMS key " + keyId + " did not wrap this");
  }

  @Override
  public synchronized String fullName(String keyId) throws IOException {
    return find(keyId);
  }

  private String usable(String keyId) throws KmsException {
    String arn = find(keyId);
    if (denied.contains(arn)) {
      throw new KmsException(Reason.DENIED, "KMS key " + keyId + ": access is denied");
    }
    if (disabled.contains(arn)) {
      throw new KmsException(Reason.KEY_UNUSABLE, "KMS key " + keyId + ": it is disabled");
    }
    return arn;
  }

  private String find(String keyId) throws KmsException {
    String name = aliases.getOrDefault(keyId, keyId);
    String arn = name.startsWith(ARN) ? name : ARN + name;
    if (!keys.contains(arn)) {
      throw new KmsException(Reason.NO_SUCH_KEY, "KMS key " + keyId + ": there is no such key");
    }
    return arn;
  }
}
