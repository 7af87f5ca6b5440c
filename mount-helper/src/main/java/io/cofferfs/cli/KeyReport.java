package io.cofferfs.cli;

import io.cofferfs.fs.s3.ObjectStoreException;

/** What commands say after they have changed the keys of a volume. */
final class KeyReport {
  private final CommandContext context;
  private final S3Location location;

  KeyReport(CommandContext context, S3Location location) {
    this.context = context;
    this.location = location;
  }

  void say(String line) {
    context.out().println(line);
  }

  /**
   * @param copy the number of the copy of what was before
   */
  void remindOfBackup(int copy) {
    say("What was before is kept as copy " + copy + ". Backups made until now are out of date;");
    say("this makes one: cofferfs key backup " + location + " FILE");
  }

  /** After a key was taken away; deletes the copies that it still opens, if that is wanted. */
  void closeBehind(VolumeCopies copies, boolean deleteCopies, int copy)
      throws ObjectStoreException {
    if (deleteCopies) {
      copies.deleteAll();
      say("The earlier copies of the volume file, which it would open, are deleted.");
      say("Make a backup: cofferfs key backup " + location + " FILE");
    } else {
      remindOfBackup(copy);
      say(
          "It still opens the earlier copies of the volume file (--delete-copies deletes them) and");
      say(
          "backups; and with them, whoever can read the bucket has what is written there later too:");
      say("where a key has leaked, move the data to a new volume.");
    }
  }
}
