package io.cofferfs.fs.kms;

import java.util.Optional;

/** What the names of keys tell: {@code arn:PARTITION:kms:REGION:ACCOUNT:key/ID}, and others. */
public final class KeyName {
  private static final int REGION = 3;
  private static final int RESOURCE = 5;

  private KeyName() {}

  /** Whether this names one key, for every account and region; an alias does not. */
  static boolean isKeyArn(String name) {
    String[] words = words(name);
    return words.length == RESOURCE + 1 && words[RESOURCE].startsWith("key/");
  }

  private static boolean isAlias(String name) {
    String[] words = words(name);
    String resource = words.length == RESOURCE + 1 ? words[RESOURCE] : name;
    return resource.startsWith("alias/");
  }

  static Optional<String> region(String name) {
    String[] words = words(name);
    return words.length == RESOURCE + 1 && !words[REGION].isEmpty()
        ? Optional.of(words[REGION])
        : Optional.empty();
  }

  /**
   * Whether a user who says {@code said} may mean the key that a volume file calls {@code stored}.
   * An alias may mean any key: only the service knows.
   */
  public static boolean mayMean(String said, String stored) {
    return said.equals(stored)
        || isAlias(said)
        || (isKeyArn(stored) && stored.endsWith("/" + said));
  }

  private static String[] words(String name) {
    return name.startsWith("arn:") ? name.split(":", RESOURCE + 1) : new String[0];
  }
}
