package io.cofferfs.fs.write;

import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.fs.volume.ContentOpener;
import io.cofferfs.fs.volume.KeySpace;
import io.cofferfs.fs.volume.VolumeCodec;

/**
 * The volume that files are written to.
 *
 * @param contents opens versions that are changed, and versions just written
 */
public record WriteTarget(
    ObjectStore store, VolumeCodec codec, KeySpace keys, ContentOpener contents) {}
