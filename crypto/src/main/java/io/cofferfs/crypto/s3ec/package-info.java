/**
 * The format of the Amazon S3 Encryption Client: an object sealed whole under a data key of its
 * own, which its headers carry wrapped. Enter through {@link S3ecKeys}; what leaves are streams
 * that seal and open bodies, the headers that belong to them, and refusals ({@link
 * io.cofferfs.crypto.CofferException}). S3EC.md in this module gives the bytes.
 */
@NullMarked
package io.cofferfs.crypto.s3ec;

import org.jspecify.annotations.NullMarked;
