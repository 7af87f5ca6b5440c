/** Tests of the format of the Amazon S3 Encryption Client. */
@NullMarked
package io.cofferfs.crypto.s3ec;

import org.jspecify.annotations.NullMarked;
