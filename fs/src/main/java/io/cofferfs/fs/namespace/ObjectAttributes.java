package io.cofferfs.fs.namespace;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.fs.volume.OpenedAttributes;

/** What came of opening an object's headers. */
sealed interface ObjectAttributes {

  /** They opened, or there were none. */
  record Opened(OpenedAttributes headers) implements ObjectAttributes {}

  /** The server does not show them: they are under a customer key that we lack. */
  record Locked() implements ObjectAttributes {}

  /** They are not for this path, or damaged. */
  record Refused(CofferException why) implements ObjectAttributes {}
}
