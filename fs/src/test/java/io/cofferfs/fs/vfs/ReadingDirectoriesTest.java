package io.cofferfs.fs.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.CountingObjectStore;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs to read the small files of a directory, as programs do that look each up, open and
 * read it. A store in memory answers at once, so that nothing here depends on how fast anybody is.
 */
final class ReadingDirectoriesTest {
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int FILES = 120;

  // The second one that is opened shows that somebody reads, and which way.
  private static final int BEFORE_AHEAD = 2;

  // Asked for before anybody knows that it is for reading: the directory, the first file and the
  // eight after it, of which some are out of date when their turn comes.
  private static final int FIRST_LOOKED_AT = 16;

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  private final CountingObjectStore store = new CountingObjectStore(faults);
  private final CofferCodec codec = TestVolumes.coffer(64);
  private final TestMount mount;
  private final TestMount other;
  private final VolumeTree tree;

  ReadingDirectoriesTest(@TempDir Path staging) throws IOException {
    mount = new TestMount(store, codec, staging, clock);
    other = new TestMount(bucket, codec, staging, clock);
    tree = mount.tree();
    other.tree().createDirectory("/d", 0755, OWNER);
    for (int i = 0; i < FILES; i++) {
      write(i, content(i));
    }
    clock.advance(Duration.ofMinutes(1));
    store.reset();
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
    other.close();
  }

  private static String name(int file) {
    return "/d/f%03d".formatted(file);
  }

  private static String content(int file) {
    return "the content of file %03d has more than one chunk of 64 bytes in it......"
        .formatted(file);
  }

  private void write(int file, String content) throws IOException {
    FileHandle handle = other.tree().create(name(file), 0644, OpenMode.WRITE, OWNER);
    other.tree().truncate(handle, 0);
    other.tree().write(handle, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    other.tree().release(handle);
  }

  private String read(int file) throws IOException {
    clock.advance(STEP);
    tree.stat("/d");
    tree.stat(name(file));
    FileHandle handle = tree.open(name(file), OpenMode.READ);
    try {
      ByteBuffer content = ByteBuffer.allocate(200);
      tree.read(handle, 0, content);
      return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
    } finally {
      tree.release(handle);
    }
  }

  private void list() throws IOException {
    tree.readDirectory("/d", (name, stat) -> true);
  }

  private static String key(int file) {
    return "p" + name(file);
  }

  private boolean isAskedFor(int file) {
    return store.gets(key(file)) > 0;
  }

  /**
   * S-110: files that are read in order are there before they are asked for, each in one request.
   */
  @Test
  void read_inOrder_findsEachFetchedWholeBeforeItIsAskedFor() throws IOException {
    list();
    for (int i = 0; i < FILES; i++) {
      int file = i;
      if (i >= BEFORE_AHEAD) {
        Eventually.holds(() -> isAskedFor(file));
      }
      assertThat(read(i)).isEqualTo(content(i));
    }
    assertThat(store.count(Request.GET)).isEqualTo(FILES);
    assertThat(store.count(Request.HEAD)).isLessThanOrEqualTo(FIRST_LOOKED_AT);
  }

  @Test
  void read_byReadersInDifferentPlaces_findsEachFetchedBeforeItIsAskedFor() throws IOException {
    int readers = 6;
    int each = FILES / readers;
    list();
    for (int i = 0; i < each; i++) {
      for (int reader = 0; reader < readers; reader++) {
        int file = reader * each + i;
        if (i >= BEFORE_AHEAD) {
          Eventually.holds(() -> isAskedFor(file));
        }
        assertThat(read(file)).isEqualTo(content(file));
      }
    }
    assertThat(store.count(Request.GET)).isEqualTo(FILES);
  }

  @Test
  void read_shuffled_asksForHeadersAndContentInOneRequest() throws IOException {
    List<Integer> shuffled = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < FILES; i++) {
      shuffled.add(random.nextInt(shuffled.size() + 1), i);
    }
    list();
    for (int file : shuffled) {
      assertThat(read(file)).isEqualTo(content(file));
    }
    // Where some follow each other by chance, a few are fetched ahead: early, not in vain.
    assertThat(store.count(Request.GET)).isEqualTo(FILES);
    assertThat(store.count(Request.HEAD)).isLessThan(FILES / 4);
  }

  /** S-110: what was fetched ahead is not fetched so early that it would be asked for again. */
  @Test
  void read_withPauses_asksForEachFileOnce() throws IOException {
    list();
    for (int i = 0; i < FILES; i++) {
      clock.advance(Duration.ofMillis(190));
      assertThat(read(i)).isEqualTo(content(i));
    }
    assertThat(store.count(Request.GET)).isEqualTo(FILES);
    assertThat(store.count(Request.HEAD)).isLessThanOrEqualTo(FIRST_LOOKED_AT);
  }

  /** S-110: what was fetched ahead is believed no longer than the time to live. */
  @Test
  void open_ofAFileFetchedAheadAndReplacedSince_findsWhatAnotherMountHasMadeOfIt()
      throws IOException {
    list();
    for (int i = 0; i < 4; i++) {
      assertThat(read(i)).isEqualTo(content(i));
    }
    Eventually.holds(() -> isAskedFor(5));
    write(5, "replaced");
    clock.advance(Duration.ofSeconds(1));
    assertThat(read(5)).isEqualTo("replaced");
  }

  @Test
  void read_ofAFileAlteredInTheBucket_failsForThatOneAlone() throws IOException {
    bucket.tamper(
        key(5),
        body -> {
          body[body.length - 1] ^= 1;
          return body;
        });
    list();
    for (int i = 0; i < 10; i++) {
      int file = i;
      if (i == 5) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(file));
      } else {
        assertThat(read(i)).isEqualTo(content(i));
      }
    }
  }

  @Test
  void stat_ofFilesWhoseContentIsNotToBeHad_showsTheirAttributes() throws IOException {
    list();
    assertThat(read(0)).isEqualTo(content(0));
    for (int i = 0; i < FILES; i++) {
      faults.next(Request.GET, Fault.refusal(Reason.ARCHIVED));
    }
    for (int i = 1; i < 20; i++) {
      assertThat(tree.stat(name(i)).length()).isEqualTo(content(i).length());
    }
  }

  @Test
  void stat_ofAllAfterOneWasRead_fetchesHardlyAnyContent() throws IOException {
    list();
    assertThat(read(0)).isEqualTo(content(0));
    for (int i = 1; i < FILES; i++) {
      clock.advance(STEP);
      tree.stat(name(i));
    }
    // What was being looked up ahead meanwhile, eight files, and the next one or two.
    assertThat(store.count(Request.GET)).isLessThanOrEqualTo(1 + 8 + 2);
  }

  @Test
  void readAgain_ofWhatIsInMemory_fetchesNothing() throws IOException {
    list();
    for (int i = 0; i < FILES; i++) {
      read(i);
    }
    clock.advance(Duration.ofMinutes(1));
    list();
    for (int i = 0; i < FILES; i++) {
      assertThat(read(i)).isEqualTo(content(i));
    }
    assertThat(store.count(Request.GET)).isEqualTo(FILES);
  }
}
