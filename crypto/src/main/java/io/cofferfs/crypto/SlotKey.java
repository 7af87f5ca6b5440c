package io.cofferfs.crypto;

/**
 * What a slot is made for. Everything that unlocks a slot can make one; a public key makes slots
 * and unlocks none.
 */
public sealed interface SlotKey permits UnlockKey, PublicIdentity {}
