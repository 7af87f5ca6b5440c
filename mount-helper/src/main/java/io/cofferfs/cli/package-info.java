/**
 * The command line. Enter through {@link Main}; options become values here, and failures become one
 * line and an exit code. Nothing below this package reads the environment or prints.
 */
@NullMarked
package io.cofferfs.cli;

import org.jspecify.annotations.NullMarked;
