package io.cofferfs.cli;

import io.cofferfs.fs.kms.Kms;
import io.cofferfs.fs.kms.KmsException;
import io.cofferfs.fs.s3.Connection;
import java.net.URI;
import java.util.Optional;

/** Finds a key service. */
@FunctionalInterface
interface KmsFactory {
  /**
   * Makes no request.
   *
   * @param connection whose credentials, region and authorities are used
   * @param endpoint empty for AWS itself
   */
  Kms open(Connection connection, Optional<URI> endpoint) throws KmsException;
}
