package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many small files cost in requests, asked for as the kernel does for ordinary programs. */
final class SmallFilesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final Duration STEP = Duration.ofMillis(25);
  private static final String CONTENT =
      "some content that has more than one chunk of 64 bytes in it......";

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final CountingObjectStore store = new CountingObjectStore(bucket);
  private final CofferCodec codec = TestVolumes.coffer(64);
  private final TestMount mount;
  private final TestMount other;
  private final VolumeTree tree;

  SmallFilesTest(@TempDir Path staging) throws IOException {
    TestFormat format = TestFormat.of(codec);
    // Removals go when there are enough of them, or somebody waits for them.
    Duration never = Duration.ofDays(1);
    mount =
        new TestMount(
            store,
            format.withNamespace(format.namespace().withRemovalDelay(never)),
            staging,
            clock);
    other = new TestMount(bucket, codec, staging, clock);
    tree = mount.tree();
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
    other.close();
  }

  private static String name(int file) {
    return "/d/f%03d".formatted(file);
  }

  private void fill(int files) throws IOException {
    other.tree().createDirectory("/d", 0755, OWNER);
    for (int i = 0; i < files; i++) {
      create(other.tree(), name(i));
    }
    clock.advance(Duration.ofMinutes(1));
    store.reset();
  }

  private static void create(VolumeTree tree, String path) throws IOException {
    FileHandle file = tree.create(path, 0644, OpenMode.WRITE, OWNER);
    tree.write(file, 0, ByteBuffer.wrap(CONTENT.getBytes(StandardCharsets.UTF_8)));
    tree.flush(file);
    tree.release(file);
  }

  private static String read(VolumeTree tree, String path) throws IOException {
    FileHandle file = tree.open(path, OpenMode.READ);
    ByteBuffer content = ByteBuffer.allocate(200);
    tree.read(file, 0, content);
    tree.flush(file);
    tree.release(file);
    return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
  }

  /** S-87: a directory is listed once, and that answers for names that are not there, too. */
  @Test
  void createManyFiles_costsAboutOneRequestEach() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    clock.advance(Duration.ofMinutes(1));
    store.reset();

    for (int i = 0; i < 200; i++) {
      clock.advance(STEP);
      String path = name(i);
      tree.stat("/d");
      assertThat(catchThrowableOfType(IOException.class, () -> tree.stat(path))).isNotNull();
      create(tree, path);
    }

    assertThat(store.count(Request.PUT)).isEqualTo(200);
    // Two listings a second, which also tell that the directory is there yet, and the first names.
    assertThat(store.total()).isLessThanOrEqualTo(200 + 20);
  }

  /** S-87: the next listing is there before a name would have to wait for it. */
  @Test
  void createManyFiles_hasTheirDirectoryListedAheadOfTime() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 12; i++) {
      create(tree, name(i));
    }
    clock.advance(Duration.ofMillis(600));
    store.reset();

    create(tree, name(12));

    Eventually.holds(() -> store.counts().equals(Map.of(Request.PUT, 1L, Request.LIST, 1L)));
    create(tree, name(13));
    assertThat(store.count(Request.LIST)).as("once").isEqualTo(1);
  }

  /** S-111: also on a network so slow that there are only ten of them in the time to live. */
  @Test
  void createManyFiles_slowly_costsLittleMoreThanOneRequestEach() throws IOException {
    tree.createDirectory("/d", 0755, OWNER);
    clock.advance(Duration.ofMinutes(1));
    store.reset();

    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofMillis(100));
      String path = name(i);
      tree.stat("/");
      tree.stat("/d");
      assertThat(catchThrowableOfType(IOException.class, () -> tree.stat(path))).isNotNull();
      create(tree, path);
    }

    assertThat(store.count(Request.PUT)).isEqualTo(100);
    assertThat(store.total()).isLessThanOrEqualTo(130);
  }

  /** S-111: in a directory that is longer than a page, a new name is one request. */
  @Test
  void createFiles_inALargeDirectory_costsTwoRequestsEach() throws IOException {
    fill(1050);

    for (int i = 2000; i < 2020; i++) {
      clock.advance(STEP);
      String path = name(i);
      assertThat(catchThrowableOfType(IOException.class, () -> tree.stat(path))).isNotNull();
      create(tree, path);
    }

    assertThat(store.count(Request.PUT)).isEqualTo(20);
    assertThat(store.count(Request.HEAD)).isLessThanOrEqualTo(4);
    assertThat(store.count(Request.LIST)).isLessThanOrEqualTo(24);
  }

  @Test
  void readManyFiles_findsThemInTheirListing() throws IOException {
    fill(200);

    for (int i = 0; i < 200; i++) {
      clock.advance(STEP);
      tree.stat("/d");
      tree.stat(name(i));
      assertThat(read(tree, name(i))).isEqualTo(CONTENT);
    }

    assertThat(store.count(Request.GET)).isEqualTo(200);
    assertThat(store.count(Request.LIST)).isLessThanOrEqualTo(20);
  }

  @Test
  void listWithAttributes_ofASlowWalk_asksForEachOnce() throws IOException {
    fill(200);

    List<String> names = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> names.add(name));
    for (String name : names) {
      clock.advance(STEP);
      tree.stat("/d/" + name);
    }

    assertThat(store.counts()).isEqualTo(Map.of(Request.LIST, 1L, Request.HEAD, 200L));
  }

  /** S-87: open() never believes anything that is older than the time to live. */
  @Test
  void open_inASlowWalk_findsWhatAnotherMountHasMadeOfTheFile() throws IOException {
    fill(8);
    List<String> names = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> names.add(name));
    for (String name : names.subList(0, 6)) {
      clock.advance(Duration.ofMillis(700));
      tree.stat("/d/" + name);
    }
    other.tree().unlink(name(7));
    FileHandle file = other.tree().create(name(7), 0600, OpenMode.WRITE, OWNER);
    other.tree().write(file, 0, ByteBuffer.wrap(new byte[] {'x'}));
    other.tree().release(file);
    clock.advance(Duration.ofMillis(700));
    tree.stat(name(6));
    clock.advance(Duration.ofMillis(700));

    assertThat(read(tree, name(7))).isEqualTo("x");
  }

  /** S-98: removing what this mount knows costs the listings, and a request for a thousand. */
  @Test
  void removeAll_ofFilesThatAreKnown_costsNothingForEach() throws IOException {
    fill(500);
    List<String> names = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> names.add(name));
    for (String name : names) {
      tree.stat("/d/" + name);
    }
    clock.advance(Duration.ofMinutes(1));
    store.reset();

    removeAll(Duration.ofMillis(1));

    assertThat(bucket.keys()).isEmpty();
    assertThat(store.count(Request.HEAD)).isLessThanOrEqualTo(2); // of the directory
    assertThat(store.count(Request.DELETE)).isEqualTo(3); // the first two, and the directory
    assertThat(store.count(Request.DELETE_ALL)).isEqualTo(1);
    assertThat(store.total()).isLessThanOrEqualTo(10);
  }

  @Test
  void removeAll_ofFilesThatAreNotKnown_looksAtEachOnce() throws IOException {
    fill(200);

    removeAll(STEP);

    assertThat(bucket.keys()).isEmpty();
    assertThat(store.count(Request.HEAD)).isLessThanOrEqualTo(210);
    assertThat(store.count(Request.LIST)).isLessThanOrEqualTo(20);
    assertThat(store.count(Request.DELETE)).isEqualTo(3);
    assertThat(store.count(Request.DELETE_ALL)).isEqualTo(1);
  }

  /** As {@code rm -r} does. */
  private void removeAll(Duration step) throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory("/d", (name, stat) -> names.add(name));
    for (String name : names) {
      clock.advance(step);
      tree.stat("/d");
      tree.stat("/d/" + name);
      tree.unlink("/d/" + name);
    }
    tree.removeDirectory("/d");
  }
}
