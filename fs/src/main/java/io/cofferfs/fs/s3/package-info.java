/**
 * The object store: S3 as this project needs it. Enter through {@link ObjectStore}; errors leave as
 * {@link ObjectStoreException}. Keys here are whole S3 keys, bodies are what the store holds
 * (ciphertext for encrypted volumes). The AWS SDK is not seen outside this package.
 */
@NullMarked
package io.cofferfs.fs.s3;

import org.jspecify.annotations.NullMarked;
