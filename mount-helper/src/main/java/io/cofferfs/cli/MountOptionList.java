package io.cofferfs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns {@code -o name=value,name} of mount(8) and fstab into the options of {@code cofferfs
 * mount}: {@code ttl=5s} is {@code --ttl=5s}, {@code allow_other} is {@code --allow-other}.
 */
final class MountOptionList {
  /** For mount(8) and init systems, or what FUSE mounts and this file system do in any case. */
  private static final Set<String> IGNORED =
      Set.of(
          "_netdev",
          "async",
          "atime",
          "auto",
          "default_permissions",
          "defaults",
          "dev",
          "exec",
          "group",
          "nodev",
          "noatime",
          "noauto",
          "nodiratime",
          "nofail",
          "nosuid",
          "nouser",
          "owner",
          "relatime",
          "rw",
          "suid",
          "user",
          "users");

  private static final Map<String, String> OTHER_NAMES = Map.of("ro", "read-only");

  private MountOptionList() {}

  /** The arguments with every {@code -o LIST} replaced by what it stands for. */
  static List<String> expand(List<String> arguments) {
    List<String> expanded = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        expanded.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      if (argument.equals("-o") && i + 1 < arguments.size()) {
        i++;
        addAll(arguments.get(i), expanded);
      } else if (argument.startsWith("-o") && argument.length() > 2) {
        addAll(argument.substring(2), expanded);
      } else {
        expanded.add(argument);
      }
    }
    return expanded;
  }

  private static void addAll(String list, List<String> expanded) {
    for (String option : list.split(",", -1)) {
      if (!option.isEmpty() && !isIgnored(option)) {
        expanded.add(longOption(option));
      }
    }
  }

  private static boolean isIgnored(String option) {
    return IGNORED.contains(option) || option.startsWith("x-") || option.startsWith("comment=");
  }

  private static String longOption(String option) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    String dashed = OTHER_NAMES.getOrDefault(name, name.replace('_', '-'));
    return "--" + dashed + (equals < 0 ? "" : option.substring(equals));
  }
}
