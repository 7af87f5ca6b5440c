@NullMarked
package io.cofferfs.fs.bulk;

import org.jspecify.annotations.NullMarked;
