/**
 * A network between a client and a server of this machine: a proxy that adds a round trip and caps
 * what each connection carries. Enter through {@link ShapingProxy}; bytes leave as they came.
 */
@NullMarked
package io.cofferfs.test.server.shaping;

import org.jspecify.annotations.NullMarked;
