package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** S-12 and S-43 of SEMANTICS.md: several users in one mount, which root has made for all. */
@RequiresFuse
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionsTest {
  private MountProcess mount;
  private Shell root;
  private Shell alice;
  private Shell bob;

  @BeforeAll
  void mountForAll(@TempDir Path directory) throws IOException {
    assumeTrue(Shell.isRoot(), "only root becomes other users");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    mount =
        MountProcess.start(
            MountProcess.Command.of(
                InMemoryMount.class,
                directory.toString(),
                InMemoryMount.ENCRYPTED_VOLUME,
                InMemoryMount.ALLOW_OTHER),
            directory);
    root = Shell.in(directory);
    alice = root.with(user(2001, "2001,3000"));
    bob = root.with(user(2002, "2002"));
  }

  private static List<String> user(int id, String groups) {
    return List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--groups=" + groups);
  }

  @AfterAll
  void unmount() {
    if (mount != null) {
      mount.close();
    }
  }

  /** S-12: permissions are checked by the kernel, also with --allow-other. */
  @Test
  void files_ofOthers_areForThemAlone() {
    root.run("mkdir -m 777 own");
    alice.run("umask 077 && echo secret > own/file");

    assertThat(bob.tryRun("cat own/file").output()).contains("Permission denied");
    assertThat(bob.tryRun("chmod 666 own/file").output()).contains("not permitted");
    assertThat(bob.tryRun("touch -d 2001-01-01 own/file").exitCode()).isNotZero();
    assertThat(alice.run("cat own/file && stat -c '%a %u %g' own/file"))
        .isEqualTo("secret\n600 2001 2001");
  }

  /** S-43: in a sticky directory only the owner removes and renames. */
  @Test
  void stickyDirectory_keepsFilesFromOthers() {
    root.run("mkdir -m 1777 sticky");
    alice.run("umask 0 && echo x > sticky/file");

    assertThat(bob.tryRun("rm -f sticky/file").output()).contains("not permitted");
    assertThat(bob.tryRun("mv sticky/file sticky/other").output()).contains("not permitted");
    bob.run("echo more >> sticky/file");
    alice.run("rm sticky/file");
  }

  /** S-43: owners give their files to groups they are in, supplementary ones too. */
  @Test
  void changeGroup_isForGroupsOneIsIn() {
    root.run("mkdir -m 777 groups");
    alice.run("echo x > groups/file && chgrp 3000 groups/file && chmod 2755 groups/file");

    assertThat(root.run("stat -c '%g %a' groups/file")).isEqualTo("3000 2755");
    assertThat(alice.tryRun("chgrp 2002 groups/file").output()).contains("not permitted");
    assertThat(alice.tryRun("chown 2002 groups/file").output()).contains("not permitted");
    root.run("chgrp 2002 groups/file");
    alice.run("chmod 2755 groups/file");
    assertThat(root.run("stat -c '%g %a' groups/file")).isEqualTo("2002 755");
  }

  /** S-43: set-ID bits go when somebody else writes, truncates or takes the file. */
  @Test
  void setIdBits_goWithAWriteByOthers() {
    root.run("mkdir -m 777 ids && cd ids && touch w t o && chmod 6777 w t o");

    bob.run("echo x >> ids/w && truncate -s 3 ids/t");
    root.run("chown 2001 ids/o");

    assertThat(root.run("cd ids && stat -c '%n %a' w t o")).isEqualTo("w 777\nt 777\no 777");
  }

  /** S-43: what is made in a set-group-ID directory has its group. */
  @Test
  void setGroupIdDirectory_passesItsGroupOn() {
    root.run("mkdir shared && chgrp 3000 shared && chmod 2777 shared");

    bob.run("umask 022 && echo x > shared/file && mkdir shared/sub && mkfifo shared/pipe");

    assertThat(root.run("cd shared && stat -c '%n %g %a' file sub pipe"))
        .isEqualTo("file 3000 644\nsub 3000 2755\npipe 3000 644");
  }
}
