package io.cofferfs.cli;

import io.cofferfs.crypto.KeyService;
import io.cofferfs.crypto.SecretBytes;
import java.io.IOException;
import java.util.Map;

/**
 * A key of a service, asked for by the name that the user gave, whatever a volume file calls it:
 * the file may be a hostile store's.
 */
record NamedByUser(KeyService service, String name) implements KeyService {

  @Override
  public byte[] wrap(String stored, SecretBytes secret, Map<String, String> volume)
      throws IOException {
    return service.wrap(name, secret, volume);
  }

  @Override
  public SecretBytes unwrap(String stored, byte[] wrapped, Map<String, String> volume)
      throws IOException {
    return service.unwrap(name, wrapped, volume);
  }
}
