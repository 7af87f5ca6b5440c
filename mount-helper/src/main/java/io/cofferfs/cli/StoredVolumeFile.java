package io.cofferfs.cli;

import io.cofferfs.crypto.CofferException;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.ETag;

/** The bytes that stand where a volume file belongs, whatever they are, in one version. */
final class StoredVolumeFile {
  private final byte[] bytes;
  private final ETag etag;

  /**
   * @param bytes are not to be changed any more
   */
  StoredVolumeFile(byte[] bytes, ETag etag) {
    this.bytes = bytes;
    this.etag = etag;
  }

  byte[] bytes() {
    return bytes;
  }

  ETag etag() {
    return etag;
  }

  /**
   * The volume file that these bytes are.
   *
   * @throws CofferException as {@link VolumeFile#parse}; the message says how to repair it
   */
  VolumeFile parse() throws CofferException {
    try {
      return VolumeFile.parse(bytes);
    } catch (CofferException e) {
      throw VolumeObject.withRemedy(e);
    }
  }
}
