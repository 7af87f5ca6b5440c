/**
 * Exercisers: random operations through the kernel on real mounts, held against what a local disk
 * does with the same. Every failure names its seed.
 */
@NullMarked
package io.cofferfs.test.proof;

import org.jspecify.annotations.NullMarked;
