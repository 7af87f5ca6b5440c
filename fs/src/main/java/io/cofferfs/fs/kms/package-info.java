/**
 * Key services that wrap the root keys of volumes. Enter through {@link AwsKms}; errors leave as
 * {@link KmsException}. A volume is unlocked by one request, whatever is in it.
 */
@NullMarked
package io.cofferfs.fs.kms;

import org.jspecify.annotations.NullMarked;
