package io.cofferfs.crypto;

import java.time.Instant;
import java.util.Optional;

/**
 * What may be told of a slot, one way to unlock a volume.
 *
 * @param id names the slot in commands
 * @param type as in the volume file; types of later releases appear here too
 * @param description for people, without secrets
 * @param keyId which key it is: of a key file, of a key service, or of an identity
 * @param label what its maker called it, in printable ASCII
 */
public record SlotInfo(
    String id,
    String type,
    Instant created,
    String description,
    Optional<String> keyId,
    Optional<String> label) {
  /** The types that this release can unlock. */
  public static final String KEY_FILE = KeyFileSlot.TYPE;

  public static final String PASSPHRASE = PassphraseSlot.TYPE;
  public static final String KMS = KmsSlot.TYPE;
  public static final String RECIPIENT = RecipientSlot.TYPE;
}
