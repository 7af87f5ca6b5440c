/**
 * An S3 server in this process, for tests and for the demo. Enter through {@link EmbeddedS3}; S3
 * over HTTP and HTTPS leaves, and what goes wrong on the wire is decided by a {@link RequestHook}.
 */
@NullMarked
package io.cofferfs.test.server;

import org.jspecify.annotations.NullMarked;
