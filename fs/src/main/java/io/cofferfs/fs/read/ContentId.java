package io.cofferfs.fs.read;

import io.cofferfs.fs.volume.FileVersion;

/**
 * What blocks are cached under. The length is part of it: an object cut short or grown behind the
 * metadata that name its body has the same content key, and must not be read out of the blocks of
 * the whole one.
 */
record ContentId(Object contentKey, long objectLength) {

  static ContentId of(FileVersion version) {
    return new ContentId(version.contentKey(), version.objectLength());
  }
}
