/**
 * A key management service in this process, for tests. Enter through {@link EmbeddedKms}; the wire
 * protocol of AWS KMS (AWS JSON 1.1 over HTTP) leaves. Keys are real and never leave the process,
 * and what was encrypted under one opens with the same context alone.
 */
@NullMarked
package io.cofferfs.test.server.kms;

import org.jspecify.annotations.NullMarked;
