package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountTableTest {
  private static final String OURS =
      "42 27 0:39 / /mnt/a rw,nosuid - fuse.cofferfs s3://bucket rw,user_id=0";
  private static final String TAGGED =
      "36 35 98:0 /sub /mnt/b rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue";

  @Test
  void find_ourMount_tellsTypeAndSource() {
    MountTable.Entry entry =
        MountTable.parse(List.of(TAGGED, OURS)).find(Path.of("/mnt/a")).orElseThrow();

    assertThat(entry.isCofferfs()).isTrue();
    assertThat(entry.source()).isEqualTo("s3://bucket");
    assertThat(entry.device()).isEqualTo("0:39");
    assertThat(entry.user()).hasValue(0);
  }

  @Test
  void find_mountWithTags_isNotOurs() {
    MountTable.Entry entry =
        MountTable.parse(List.of(TAGGED)).find(Path.of("/mnt/b")).orElseThrow();

    assertThat(entry.type()).isEqualTo("ext3");
    assertThat(entry.isCofferfs()).isFalse();
    assertThat(entry.user()).isEmpty();
  }

  @Test
  void find_severalAtOnePlace_isTheTopmost() {
    String above = OURS.replace("s3://bucket", "s3://above");

    assertThat(MountTable.parse(List.of(OURS, above)).find(Path.of("/mnt/a")))
        .map(MountTable.Entry::source)
        .contains("s3://above");
  }

  @Test
  void parse_escapes_areUndone() {
    String line =
        OURS.replace("/mnt/a", "/mnt/a\\040b\\011c\\134d\\043").replace("bucket", "b\\040c");

    MountTable.Entry entry = MountTable.parse(List.of(line)).entries().get(0);

    assertThat(entry.mountPoint()).isEqualTo(Path.of("/mnt/a b\tc\\d#"));
    assertThat(entry.source()).isEqualTo("s3://b c");
  }

  @Test
  void parse_aNameThatIsNotUtf8_doesNotHideTheOthers() {
    String foreign = TAGGED.replace("/mnt/b", "/mnt/\u00e4");
    byte[] mountinfo = (foreign + '\n' + OURS + '\n').getBytes(StandardCharsets.ISO_8859_1);

    assertThat(MountTable.parse(mountinfo).find(Path.of("/mnt/a"))).isPresent();
  }

  @Test
  void parse_whatIsNoMount_isLeftOut() {
    assertThat(MountTable.parse(List.of("", "1 2 3", "- - -")).entries()).isEmpty();
  }

  @Test
  void find_directoryThatIsNoMount_isNothing(@TempDir Path directory) {
    assertThat(MountTable.read().find(directory)).isEmpty();
    assertThat(MountTable.read().find(directory.resolve("missing/too"))).isEmpty();
  }

  @Test
  void read_knowsTheRoot() {
    assertThat(MountTable.read().find(Path.of("/"))).isPresent();
  }

  @Test
  void find_throughLinkInTheParent_followsIt(@TempDir Path directory) throws Exception {
    Path real = Files.createDirectory(directory.resolve("real")).toRealPath();
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    MountTable table = MountTable.parse(List.of(OURS.replace("/mnt/a", real + "/m")));

    assertThat(table.find(link.resolve("m"))).isPresent();
  }

  @Test
  void isDead_ofLivingDirectory_isFalse(@TempDir Path directory) {
    MountTable.Entry entry =
        new MountTable.Entry("0:39", directory, "fuse.cofferfs", "s3://b", OptionalLong.empty());
    assertThat(entry.isDead()).isFalse();
  }
}
