package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.Timestamp;

/** What {@code utimensat(2)} asks of one time. */
public sealed interface TimeChange {

  record Keep() implements TimeChange {}

  record Now() implements TimeChange {}

  record To(Timestamp time) implements TimeChange {}
}
