package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MountOptionListTest {
  @Test
  void expand_namesAndValues_becomeLongOptions() {
    assertThat(expand("mount", "s3://b", "/m", "-o", "ttl=5s,allow_other,key-file=/etc/k=1"))
        .containsExactly(
            "mount", "s3://b", "/m", "--ttl=5s", "--allow-other", "--key-file=/etc/k=1");
  }

  @Test
  void expand_attachedAndRepeatedLists_areAllTaken() {
    assertThat(expand("mount", "-oro,require_binding", "-o", "uid=1", "-o", "gid=2,"))
        .containsExactly("mount", "--read-only", "--require-binding", "--uid=1", "--gid=2");
  }

  @Test
  void expand_optionsOfFstab_vanish() {
    assertThat(
            expand(
                "mount",
                "-o",
                "_netdev,rw,user,noauto,nofail,dev,nodev,suid,nosuid,exec,noatime,defaults",
                "-o",
                "x-systemd.automount,x-gvfs-show,comment=mine"))
        .containsExactly("mount");
  }

  @Test
  void expand_behindTwoDashes_leavesArgumentsAlone() {
    assertThat(expand("put", "--", "-o", "x")).containsExactly("put", "--", "-o", "x");
  }

  private static List<String> expand(String... arguments) {
    return MountOptionList.expand(List.of(arguments));
  }
}
