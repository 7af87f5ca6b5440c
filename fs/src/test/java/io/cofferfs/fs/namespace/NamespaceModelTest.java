package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.SETTINGS;
import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.FileException;
import io.cofferfs.fs.FileException.Reason;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes by one mount, compared step by step with a map from paths to contents. All of the
 * caches are in play, for time passes in steps of less and of more than they live.
 */
final class NamespaceModelTest {
  private static final int STEPS = 600;
  private static final String DIRECTORY = "a directory";
  private static final String[] NAMES = {"a", "b", "b-", "c"};

  /** Paths to contents, or to {@link #DIRECTORY}; without the root. */
  private final TreeMap<String, String> model = new TreeMap<>();

  private int contents;

  private static final IndexPolicy INDEXES =
      new IndexPolicy(
          /* read= */ true,
          /* written= */ true,
          /* least= */ 1,
          Duration.ofSeconds(3),
          Duration.ZERO);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void randomChanges_areSeenAtOnce(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    run(seed, random, random.nextBoolean() ? Kind.PLAIN : Kind.COFFER);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void randomChanges_underEncryptedNames_areSeenAtOnce(long seed) throws IOException {
    run(seed, new SplittableRandom(seed), Kind.COFFER_NAMES);
  }

  private void run(long seed, SplittableRandom random, Kind kind) throws IOException {
    int remembered = random.nextBoolean() ? 4 : 10_000;
    NamespaceSettings settings =
        SETTINGS
            .withRememberedObjects(remembered)
            .withImmutable(seed % 2 == 0)
            .withIndexes(seed % 3 == 0 ? IndexPolicy.NONE : INDEXES);
    try (TestVolume volume = TestVolume.of(kind, settings)) {
      volume.put("a/b/c", "implied"); // Its directories have no markers.
      model.put("a/b/c", "implied");
      model.put("a/b", DIRECTORY);
      model.put("a", DIRECTORY);
      for (int step = 0; step < STEPS; step++) {
        String what = change(volume, random);
        volume.clock.advance(Duration.ofMillis(random.nextInt(1500)));
        String looked = randomPath(random);
        assertThat(seen(volume, looked))
            .as("seed %d, step %d, after %s: %s", seed, step, what, looked)
            .isEqualTo(Optional.ofNullable(model.get(looked)));
        String listed = random.nextInt(4) == 0 ? "" : randomPath(random);
        if (listed.isEmpty() || DIRECTORY.equals(model.get(listed))) {
          assertThat(volume.names(listed))
              .as("seed %d, step %d, after %s: in %s", seed, step, what, listed)
              .isEqualTo(children(listed));
        }
      }
    }
  }

  private String change(TestVolume volume, SplittableRandom random) throws IOException {
    String path = randomPath(random);
    String to = randomPath(random);
    String was = model.getOrDefault(path, "");
    boolean makeable = was.isEmpty() && isDirectory(parent(path));
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        return makeable ? commit(volume, path) : "nothing";
      }
      case 2 -> {
        return makeable ? makeDirectory(volume, path) : "nothing";
      }
      case 3 -> {
        return was.isEmpty() ? "nothing" : remove(volume, path, was);
      }
      case 4 -> {
        return was.isEmpty() ? "nothing" : changeAttributes(volume, path);
      }
      default -> {
        boolean movable =
            !was.isEmpty()
                && !model.containsKey(to)
                && isDirectory(parent(to))
                && !path(to).isWithin(path(path));
        return movable ? move(volume, path, to) : "nothing";
      }
    }
  }

  private String commit(TestVolume volume, String path) throws IOException {
    String content = "content " + contents++;
    volume.namespace.committed(path(path), volume.put(path, content));
    model.put(path, content);
    return "committing " + path;
  }

  private String makeDirectory(TestVolume volume, String path) throws IOException {
    volume.namespace.createDirectory(path(path), volume.attributes(0040755));
    model.put(path, DIRECTORY);
    return "making " + path;
  }

  private String remove(TestVolume volume, String path, String was) throws IOException {
    if (!was.equals(DIRECTORY)) {
      volume.namespace.remove(volume.file(path));
      model.remove(path);
    } else if (children(path).isEmpty()) {
      volume.namespace.removeDirectory(path(path));
      model.remove(path);
    }
    return "removing " + path;
  }

  private String changeAttributes(TestVolume volume, String path) throws IOException {
    Entry entry = volume.find(path);
    int type = entry instanceof FileEntry ? 0100000 : 0040000;
    volume.namespace.changeAttributes(entry, volume.attributes(type | 0700));
    assertThat(volume.find(path).attributes().mode()).isEqualTo(type | 0700);
    return "changing " + path;
  }

  private String move(TestVolume volume, String path, String to) throws IOException {
    if (volume.find(path) instanceof DirectoryEntry directory) {
      volume.namespace.moveDirectory(directory, path(to), (from, moved) -> {});
    } else {
      volume.namespace.moveFile(volume.file(path), path(to), Optional.empty());
    }
    List<String> moving =
        model.keySet().stream().filter(key -> path(key).isWithin(path(path))).toList();
    for (String key : moving) {
      String content = model.remove(key);
      model.put(path(key).moved(path(path), path(to)).value(), content);
    }
    return "moving " + path + " to " + to;
  }

  private static Optional<String> seen(TestVolume volume, String path) throws IOException {
    try {
      Entry entry = volume.find(path);
      return Optional.of(
          entry instanceof FileEntry file ? volume.content(file.version()) : DIRECTORY);
    } catch (FileException e) {
      assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
      return Optional.empty();
    }
  }

  private List<String> children(String directory) {
    return model.entrySet().stream()
        .map(Map.Entry::getKey)
        .filter(key -> parent(key).equals(directory))
        .map(key -> path(key).name())
        .sorted()
        .toList();
  }

  private boolean isDirectory(String path) {
    return path.isEmpty() || DIRECTORY.equals(model.get(path));
  }

  private static String parent(String path) {
    return path(path).parent().value();
  }

  private static String randomPath(SplittableRandom random) {
    FilePath path = FilePath.ROOT;
    int depth = 1 + random.nextInt(3);
    for (int i = 0; i < depth; i++) {
      path = new FilePath(path.asDirectory() + NAMES[random.nextInt(NAMES.length)]);
    }
    return path.value();
  }
}
