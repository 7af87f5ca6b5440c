package io.cofferfs.fs.vfs;

import io.cofferfs.crypto.FileMetadata;
import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.volume.AccessTime;
import io.cofferfs.fs.volume.FileType;
import java.util.OptionalInt;

/**
 * What {@code chmod}, {@code chown} and {@code utimensat} change, alone or at once.
 *
 * @param permissions the low twelve mode bits
 * @param uid negative to leave it
 * @param gid negative to leave it
 */
public record AttributeChange(
    OptionalInt permissions, long uid, long gid, TimeChange access, TimeChange modification)
    implements AttributeEdit {
  private static final TimeChange KEEP = new TimeChange.Keep();

  /** Changes nothing. */
  public static final AttributeChange NONE =
      new AttributeChange(OptionalInt.empty(), -1, -1, KEEP, KEEP);

  public AttributeChange withPermissions(int bits) {
    return new AttributeChange(OptionalInt.of(bits), uid, gid, access, modification);
  }

  /** Negative ids leave that id as it is. */
  public AttributeChange withOwner(long newUid, long newGid) {
    return new AttributeChange(permissions, newUid, newGid, access, modification);
  }

  public AttributeChange withTimes(TimeChange newAccess, TimeChange newModification) {
    return new AttributeChange(permissions, uid, gid, newAccess, newModification);
  }

  @Override
  public FileMetadata applyTo(FileMetadata attributes, Timestamp now) {
    FileMetadata changed =
        attributes
            .withMode(mode(attributes.mode()))
            .withOwner(uid < 0 ? attributes.uid() : uid, gid < 0 ? attributes.gid() : gid);
    return changesTimes() ? withTimes(changed, now) : changed;
  }

  private int mode(int before) {
    return permissions.isPresent()
        ? (before & ~FileType.permissions(before)) | FileType.permissions(permissions.getAsInt())
        : before;
  }

  private boolean changesTimes() {
    return !(access instanceof TimeChange.Keep && modification instanceof TimeChange.Keep);
  }

  private FileMetadata withTimes(FileMetadata attributes, Timestamp now) {
    Timestamp read = time(access, now, AccessTime.of(attributes));
    Timestamp written = time(modification, now, attributes.mtime());
    return AccessTime.set(attributes.withMtime(written), read);
  }

  private static Timestamp time(TimeChange change, Timestamp now, Timestamp before) {
    if (change instanceof TimeChange.To to) {
      return to.time();
    }
    return change instanceof TimeChange.Now ? now : before;
  }

  @Override
  public boolean setsMtime() {
    return !(modification instanceof TimeChange.Keep);
  }
}
