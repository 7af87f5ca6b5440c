package io.cofferfs.fs.s3;

import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rule for user metadata. Other values cannot be signed the same way by every client and
 * server, and come back changed or as 403; so they are refused here.
 */
final class UserMetadata {
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("([!-~]([ -~]*[!-~])?)?");

  private UserMetadata() {}

  /** Throws {@code REJECTED} unless all names are lower-case tokens and all values ASCII. */
  static void check(Map<String, String> metadata) throws ObjectStoreException {
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      if (!NAME.matcher(entry.getKey()).matches() || !VALUE.matcher(entry.getValue()).matches()) {
        throw new ObjectStoreException(
            Reason.REJECTED, "user metadata must be trimmed ASCII under a lower-case name");
      }
    }
  }
}
