package io.cofferfs.crypto;

import java.time.Instant;

/**
 * What may be told of a slot, one way to unlock a volume.
 *
 * @param id names the slot in commands
 * @param type as in the volume file; types of later releases appear here too
 * @param description for people, without secrets
 */
public record SlotInfo(String id, String type, Instant created, String description) {}
