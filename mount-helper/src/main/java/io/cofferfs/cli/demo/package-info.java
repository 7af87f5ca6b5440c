/**
 * A guided tour on an S3 server of its own. Enter through {@link io.cofferfs.cli.demo.Demo}; it
 * uses cofferfs as people do, by its command line and by ordinary programs on a mount.
 */
@NullMarked
package io.cofferfs.cli.demo;

import org.jspecify.annotations.NullMarked;
