@NullMarked
package io.cofferfs.fs.write;

import org.jspecify.annotations.NullMarked;
