package io.cofferfs.fs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cofferfs.crypto.Timestamp;
import io.cofferfs.fs.FileException;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileStat;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class NodeTableTest {
  private static final Timestamp TIME = new Timestamp(1, 2);
  private static final FileStat FILE = stat(0100644);
  private static final FileStat DIRECTORY = stat(0040755);

  private final NodeTable nodes = new NodeTable();

  @Test
  void path_ofRoot_isSlash() throws IOException {
    assertThat(nodes.path(NodeTable.ROOT)).isEqualTo("/");
    assertThat(nodes.childPath(NodeTable.ROOT, "a")).isEqualTo("/a");
  }

  @Test
  void path_ofNestedNode_joinsNames() throws IOException {
    long a = nodes.lookedUp(NodeTable.ROOT, "a", DIRECTORY);
    long b = nodes.lookedUp(a, "b", DIRECTORY);

    assertThat(nodes.path(b)).isEqualTo("/a/b");
    assertThat(nodes.childPath(b, "c")).isEqualTo("/a/b/c");
    assertThat(nodes.parent(b)).isEqualTo(a);
    assertThat(nodes.parent(NodeTable.ROOT)).isEqualTo(NodeTable.ROOT);
  }

  @Test
  void lookedUp_again_isTheSameNode() throws IOException {
    long first = nodes.lookedUp(NodeTable.ROOT, "a", FILE);

    assertThat(nodes.lookedUp(NodeTable.ROOT, "a", FILE)).isEqualTo(first);
  }

  @Test
  void lookedUp_asAnotherType_isAnotherNode() throws IOException {
    long file = nodes.lookedUp(NodeTable.ROOT, "a", FILE);
    long directory = nodes.lookedUp(NodeTable.ROOT, "a", DIRECTORY);

    assertThat(directory).isNotEqualTo(file);
    assertThat(nodes.findPath(file)).isEmpty();
    assertThat(nodes.path(directory)).isEqualTo("/a");
  }

  @Test
  void forget_ofEveryLookup_dropsTheNode() throws IOException {
    long a = nodes.lookedUp(NodeTable.ROOT, "a", FILE);
    nodes.lookedUp(NodeTable.ROOT, "a", FILE);

    nodes.forget(a, 1);
    assertThat(nodes.path(a)).isEqualTo("/a");
    nodes.forget(a, 1);

    assertThat(nodes.size()).isEqualTo(1);
    assertThatThrownBy(() -> nodes.path(a)).isInstanceOf(FileException.class);
    assertThat(nodes.lookedUp(NodeTable.ROOT, "a", FILE)).isNotEqualTo(a);
  }

  @Test
  void forget_ofDirectoryBeforeItsChild_leavesTheChildReachable() throws IOException {
    long directory = nodes.lookedUp(NodeTable.ROOT, "d", DIRECTORY);
    long child = nodes.lookedUp(directory, "f", FILE);

    nodes.forget(directory, 1);

    assertThat(nodes.path(child)).isEqualTo("/d/f");
    nodes.forget(child, 1);
    assertThat(nodes.size()).isEqualTo(1);
  }

  @Test
  void forget_ofRoot_isIgnored() throws IOException {
    nodes.forget(NodeTable.ROOT, 5);

    assertThat(nodes.path(NodeTable.ROOT)).isEqualTo("/");
  }

  @Test
  void removed_whileOpen_hasHandleButNoPath() throws IOException {
    FileHandle handle = new FileHandle() {};
    long a = nodes.lookedUp(NodeTable.ROOT, "a", FILE);
    nodes.opened(a, handle);

    nodes.removed(NodeTable.ROOT, "a");

    assertThat(nodes.findPath(a)).isEmpty();
    assertThat(nodes.findOpen(a)).contains(handle);
    nodes.closed(a, handle);
    assertThat(nodes.findOpen(a)).isEmpty();
  }

  @Test
  void moved_directory_takesItsChildrenAlong() throws IOException {
    long directory = nodes.lookedUp(NodeTable.ROOT, "d", DIRECTORY);
    long child = nodes.lookedUp(directory, "f", FILE);
    long target = nodes.lookedUp(NodeTable.ROOT, "t", DIRECTORY);

    nodes.moved(NodeTable.ROOT, "d", target, "e");

    assertThat(nodes.path(directory)).isEqualTo("/t/e");
    assertThat(nodes.path(child)).isEqualTo("/t/e/f");
    assertThat(nodes.lookedUp(target, "e", DIRECTORY)).isEqualTo(directory);
  }

  @Test
  void moved_ontoAnother_removesThatOne() throws IOException {
    long source = nodes.lookedUp(NodeTable.ROOT, "a", FILE);
    long replaced = nodes.lookedUp(NodeTable.ROOT, "b", FILE);

    nodes.moved(NodeTable.ROOT, "a", NodeTable.ROOT, "b");

    assertThat(nodes.path(source)).isEqualTo("/b");
    assertThat(nodes.findPath(replaced)).isEmpty();
  }

  @Test
  void isUnchanged_onlyIfSeenBeforeAndEqual() throws IOException {
    long a = nodes.lookedUp(NodeTable.ROOT, "a", FILE);

    assertThat(nodes.isUnchanged(a, FILE)).isFalse();
    assertThat(nodes.isUnchanged(a, FILE)).isTrue();
    assertThat(nodes.isUnchanged(a, withLength(7))).isFalse();
    assertThat(nodes.isUnchanged(a, withLength(7))).isTrue();
  }

  private static FileStat stat(int mode) {
    return new FileStat(9, mode, 1, 0, 0, 0, 0, TIME, TIME, new Timestamp(3, 4));
  }

  private static FileStat withLength(long length) {
    return new FileStat(9, 0100644, 1, 0, 0, 0, length, TIME, TIME, new Timestamp(3, 4));
  }
}
