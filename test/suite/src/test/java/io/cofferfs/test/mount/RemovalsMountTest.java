package io.cofferfs.test.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.ObjectStore;
import io.cofferfs.test.server.EmbeddedS3;
import io.cofferfs.test.server.Reaction;
import io.cofferfs.test.server.RequestHook;
import io.cofferfs.test.server.ServedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rm -r} through the kernel, and what goes wrong in the middle of it. */
@RequiresFuse
@NullUnmarked
final class RemovalsMountTest {
  private static final int FILES = 30;
  private static final int LONG_FILES = 200;
  private static final int LONGER_THAN_LINKS = 5000;

  @TempDir private Path directory;
  private final AtomicInteger deletions = new AtomicInteger();
  private SharedBucket bucket;
  private ObjectStore elsewhere;
  private MountProcess mount;

  @BeforeEach
  void mountAndFill() throws IOException {
    bucket = SharedBucket.on(EmbeddedS3.builder(), directory);
    elsewhere = bucket.store();
    mount = bucket.mount("mount", /* ttlMillis= */ 1000);
    // How the server deletes in versions is found out with these.
    Shell.in(mount.mountPoint())
        .run("mkdir first && for i in 1 2 3 4; do echo $i >first/$i; done && rm -r first");
    for (String name : List.of("a", "b", "c")) {
      Files.createDirectories(path("tree/" + name));
      for (int i = 0; i < FILES; i++) {
        Files.writeString(path("tree/" + name + "/" + i), "content " + i);
      }
    }
  }

  @AfterEach
  void unmount() throws IOException {
    bucket.close();
    elsewhere.close();
  }

  /**
   * S-97: so that rm -r fails, with the error of the server, and what it refused is there again.
   */
  @Test
  void rm_refusedHalfWay_fails_andTheNamesAreThereAgain() throws IOException {
    bucket.hook(
        request ->
            isDeletionInTheMiddle(request)
                ? Reaction.refusal(403, "AccessDenied")
                : Reaction.pass());

    Shell.Result rm = Shell.in(mount.mountPoint()).tryRun("rm -r tree");

    assertThat(rm.exitCode()).isNotZero();
    assertThat(rm.output()).contains("Permission denied");
    List<String> left = wholeFilesIn(mount.mountPoint());
    assertThat(left).hasSizeBetween(1, 3 * FILES - 1);
    assertThat(keys()).filteredOn(key -> !key.endsWith("/")).hasSameElementsAs(left);

    bucket.hook(RequestHook.NONE);
    Shell.in(mount.mountPoint()).run("rm -r tree");
    assertThat(path("tree")).doesNotExist();
    assertThat(keys()).isEmpty();
  }

  /** S-97: after a kill some of the names may be there again, and none is torn. */
  @Test
  void rm_killedInTheMiddle_leavesWholeFilesAlone() throws Exception {
    Files.writeString(path("synced"), "content of another");
    bucket.hook(
        request -> {
          if (isDeletionInTheMiddle(request)) {
            mount.kill();
          }
          return Reaction.pass();
        });

    Shell.Result rm = Shell.in(directory).tryRun("rm -r mount/tree");

    assertThat(rm.exitCode()).isNotZero();
    bucket.hook(RequestHook.NONE);
    mount.close();
    MountProcess next = bucket.mount("next", /* ttlMillis= */ 1000);
    assertThat(wholeFilesIn(next.mountPoint())).hasSizeBetween(1, 3 * FILES - 1);
    assertThat(next.mountPoint().resolve("synced")).hasContent("content of another");
    Shell.in(next.mountPoint()).run("rm -r tree");
    assertThat(keys()).containsExactly("synced");
  }

  /** S-124: the kernel looks up each name before it removes it, and asks for nothing else. */
  @Test
  void rm_ofLongFilesThatThisMountHasNotSeen_asksForHardlyAnyOfThem() throws IOException {
    Files.createDirectory(path("long"));
    for (int i = 0; i < LONG_FILES; i++) {
      Files.write(path("long/" + i), new byte[LONGER_THAN_LINKS]);
    }
    MountProcess fresh = bucket.mount("fresh", /* ttlMillis= */ 60_000);
    AtomicInteger heads = new AtomicInteger();
    bucket.hook(
        request -> {
          if (request.method().equals("HEAD")) {
            heads.incrementAndGet();
          }
          return Reaction.pass();
        });

    Shell.in(fresh.mountPoint()).run("rm -r long");

    assertThat(heads).hasValueLessThan(LONG_FILES / 2);
    assertThat(keys()).noneMatch(key -> key.startsWith("long"));
  }

  /** Of the fifth deletion on, of one object or many: the first directory takes fewer. */
  private boolean isDeletionInTheMiddle(ServedRequest request) {
    boolean deletion = request.method().equals("DELETE") || request.hasParameter("delete");
    return deletion && deletions.incrementAndGet() > 4;
  }

  /** What there is of the tree, having looked at each file's content. */
  private static List<String> wholeFilesIn(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : SharedBucket.namesBeginningWith("", root.resolve("tree"))) {
      for (String file : SharedBucket.namesBeginningWith("", root.resolve("tree/" + name))) {
        String path = "tree/" + name + "/" + file;
        assertThat(root.resolve(path)).hasContent("content " + file);
        found.add(path);
      }
    }
    return found;
  }

  private List<String> keys() throws IOException {
    return elsewhere.list(ListRequest.tree("")).objects().stream().map(ListedObject::key).toList();
  }

  private Path path(String name) {
    return mount.mountPoint().resolve(name);
  }
}
