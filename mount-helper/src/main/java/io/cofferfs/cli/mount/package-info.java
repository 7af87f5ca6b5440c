/**
 * The mount daemon: the object graph of an opened volume, its life from the mount to the last
 * upload, its log, and the record by which other commands find it. Enter through {@link
 * io.cofferfs.cli.mount.OpenVolume} and {@link io.cofferfs.cli.mount.MountDaemon}.
 */
@NullMarked
package io.cofferfs.cli.mount;

import org.jspecify.annotations.NullMarked;
