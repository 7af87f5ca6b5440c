package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.CofferCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory of more than a page costs those who use many of its names in any order. */
final class LongDirectoriesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final int FILES = 1050;
  private static final int PAGES = 2;
  private static final int MOST_PAGES = 8;

  /** Which are worth a listing of two pages. */
  private static final int NAMES = 16;

  /** More than half of the time to live, which is a second. */
  private static final Duration MOST_OF_TTL = Duration.ofMillis(700);

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final CountingObjectStore store = new CountingObjectStore(bucket);
  private final List<String> shuffled = new ArrayList<>();
  private TestMount mount;
  private TestMount other;
  private VolumeTree tree;
  private int absent;

  @BeforeEach
  void mount(@TempDir Path staging) throws IOException {
    CofferCodec codec = TestVolumes.coffer(64);
    mount = new TestMount(store, codec, staging, clock);
    other = new TestMount(bucket, codec, staging, clock);
    tree = mount.tree();
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
    other.close();
  }

  private void fill() throws IOException {
    other.tree().createDirectory("/d", 0755, OWNER);
    for (int i = 0; i < FILES; i++) {
      String path = "/d/f%04d".formatted(i);
      write(path, path);
      shuffled.add(path);
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int i = FILES; i > 1; i--) {
      Collections.swap(shuffled, i - 1, random.nextInt(i));
    }
    clock.advance(Duration.ofMinutes(1));
    store.reset();
  }

  private void write(String path, String content) throws IOException {
    FileHandle file = other.tree().create(path, 0644, OpenMode.WRITE, OWNER);
    other.tree().write(file, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    other.tree().flush(file);
    other.tree().release(file);
  }

  private void read(List<String> paths) throws IOException {
    for (String path : paths) {
      tree.stat(path);
      assertThat(read(path)).isEqualTo(path);
    }
  }

  private String read(String path) throws IOException {
    FileHandle file = tree.open(path, OpenMode.READ);
    ByteBuffer content = ByteBuffer.allocate(100);
    tree.read(file, 0, content);
    tree.release(file);
    return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
  }

  /** Asks for a name that there is not, and has never been asked for. */
  private void missOne() {
    String path = "/d/absent" + absent++;
    assertThat(catchThrowableOfType(IOException.class, () -> tree.stat(path))).isNotNull();
  }

  /** Only a listing answers that without a request. */
  private boolean isListed() {
    long before = store.total();
    missOne();
    return store.total() == before;
  }

  /** S-125: those who read in any order wait for one request, once the directory is listed. */
  @Test
  void read_ofManyFilesInAnyOrder_costsOneRequestEach() throws IOException {
    fill();
    Eventually.holds(this::isListed);
    store.reset();

    read(shuffled);

    assertThat(store.count(Request.GET)).isGreaterThanOrEqualTo(FILES);
    // Nobody knew that the first is read; and one may be fetched ahead while it is asked for.
    assertThat(store.total()).isLessThanOrEqualTo(FILES + FILES / 20);
  }

  /** S-125: the listing is made anew before it is out of date. */
  @Test
  void read_forLongerThanTheTimeToLive_isAnsweredByTheNextListing() throws IOException {
    fill();
    Eventually.holds(this::isListed);
    read(shuffled.subList(0, 100));
    clock.advance(MOST_OF_TTL);
    store.reset();
    for (int i = 0; i < NAMES; i++) {
      missOne(); // has it listed again
    }
    Eventually.holds(() -> store.count(Request.LIST) == PAGES);
    clock.advance(MOST_OF_TTL);
    Eventually.holds(this::isListed);
    store.reset();

    read(shuffled.subList(0, 100));

    assertThat(store.count(Request.HEAD)).isZero();
    assertThat(store.count(Request.LIST)).isLessThanOrEqualTo(PAGES);
  }

  /** S-60: nor does the next listing hide what another mount has changed. */
  @Test
  void read_ofAFileThatAnotherMountHasChanged_isOfTheNewVersion() throws IOException {
    fill();
    Eventually.holds(this::isListed);
    String changed = shuffled.get(0);
    read(shuffled.subList(0, 100));
    String content = changed.toUpperCase(Locale.ROOT);
    write(changed, content);
    clock.advance(MOST_OF_TTL.multipliedBy(2));
    Eventually.holds(this::isListed);

    assertThat(read(changed)).isEqualTo(content);
  }

  /** S-125: a few names are not worth a listing. */
  @Test
  void stat_ofAFewNames_listsNoMoreThanAPage() throws IOException {
    fill();

    for (int i = 0; i < 10; i++) {
      missOne();
    }

    assertThat(store.count(Request.LIST)).isLessThanOrEqualTo(10 + 1);
  }

  /** S-125: what takes long to be listed is left alone. */
  @Test
  void stat_inADirectoryOfManyPages_givesUpForAMinute() throws IOException {
    other.tree().createDirectory("/d", 0755, OWNER);
    String marker = bucket.keys().iterator().next();
    for (int i = 0; i <= MOST_PAGES * 1000; i++) {
      bucket.put(marker + i, PartBody.empty(), Map.of(), Precondition.none());
    }
    for (int i = 0; i < 20; i++) {
      missOne();
    }
    Eventually.holds(() -> store.count(Request.LIST) == 20 + 1 + MOST_PAGES);
    store.reset();

    for (int i = 0; i < 200; i++) {
      missOne();
    }

    assertThat(store.total()).isEqualTo(200);
  }
}
