package io.cofferfs.fs.namespace;

import static io.cofferfs.fs.namespace.TestVolume.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.Eventually;
import io.cofferfs.fs.namespace.TestVolume.Kind;
import io.cofferfs.fs.s3.Fault;
import io.cofferfs.fs.s3.ObjectStoreException.Reason;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.s3.Request;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AttributeIndexesTest {
  private static final int FILES = 24;
  private static final String INDEXES = "vol/" + FilePath.RESERVED_NAME + "/attributes/";
  private static final IndexPolicy WRITTEN =
      new IndexPolicy(
          /* read= */ true,
          /* written= */ true,
          /* least= */ 8,
          Duration.ofSeconds(10),
          Duration.ofHours(1));

  private static TestVolume volume(Kind kind) throws IOException {
    TestVolume volume = TestVolume.of(kind);
    volume.putMarker("d");
    for (int i = 0; i < FILES; i++) {
      volume.put(name(i), "content " + i, 0100600 + i);
    }
    return volume.settle();
  }

  private static String name(int i) {
    return "d/secret-%02d".formatted(i);
  }

  /** Another mount of the volume, which knows nothing yet. */
  private static Namespace mount(TestVolume volume, IndexPolicy policy) {
    NamespaceSettings settings = TestVolume.SETTINGS.withIndexes(policy);
    return new Namespace(volume.requests, volume.codec, volume.keys, settings, volume.clock);
  }

  /** What {@code ls -l} does; the modes it shows, by name. */
  private static List<Integer> walk(Namespace mount) throws IOException {
    List<FilePath> names = new ArrayList<>();
    mount.list(path("d"), entry -> names.add(entry.path()));
    Map<FilePath, Integer> modes = new TreeMap<>(Comparator.comparing(FilePath::value));
    for (FilePath name : names) {
      modes.put(name, ((FileEntry) mount.find(name)).version().attributes().mode());
    }
    return List.copyOf(modes.values());
  }

  private static List<Integer> walkAnew(TestVolume volume, IndexPolicy policy) throws IOException {
    volume.requests.reset();
    try (Namespace mount = mount(volume, policy)) {
      return walk(mount);
    }
  }

  private static List<Integer> modes() {
    List<Integer> modes = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      modes.add(0100600 + i);
    }
    return modes;
  }

  private static List<String> indexes(TestVolume volume) {
    return volume.bucket.keys().stream().filter(key -> key.startsWith(INDEXES)).toList();
  }

  /** S-122: the next mount has the attributes in one request. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void walk_whereAnotherMountHasWalked_asksForNoFile(Kind kind) throws IOException {
    try (TestVolume volume = volume(kind)) {
      assertThat(walkAnew(volume, WRITTEN)).isEqualTo(modes());
      assertThat(volume.requests.count(Request.HEAD)).isEqualTo(FILES);
      assertThat(volume.requests.count(Request.PUT)).isEqualTo(1);

      assertThat(walkAnew(volume, IndexPolicy.READ)).isEqualTo(modes());
      assertThat(volume.requests.count(Request.HEAD)).isZero();
      assertThat(volume.requests.count(Request.GET)).isEqualTo(1);
    }
  }

  @Test
  void walk_ofAPlainVolume_leavesNothing() throws IOException {
    try (TestVolume volume = volume(Kind.PLAIN)) {
      walkAnew(volume, WRITTEN);
      assertThat(indexes(volume)).isEmpty();
      walkAnew(volume, WRITTEN);
      assertThat(volume.requests.count(Request.GET)).isZero();
    }
  }

  @Test
  void walk_readOnly_leavesNothing() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, new IndexPolicy(true, false, 8, Duration.ZERO, Duration.ZERO));
      assertThat(indexes(volume)).isEmpty();
    }
  }

  @Test
  void walk_goneQuiet_leavesAnIndexWhileTheMountLives() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      IndexPolicy atOnce = new IndexPolicy(true, true, 8, Duration.ofSeconds(10), Duration.ZERO);
      try (Namespace mount = mount(volume, atOnce)) {
        walk(mount);
        Eventually.holds(() -> !indexes(volume).isEmpty());
      }
    }
  }

  @Test
  void walk_ofYoungVersions_leavesNothing() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      for (int i = 0; i < FILES; i++) {
        volume.put(name(i), "again", 0100600 + i);
      }
      volume.clock.advance(Duration.ofSeconds(9));
      walkAnew(volume, WRITTEN);
      assertThat(indexes(volume)).isEmpty();
    }
  }

  @Test
  void walk_afterChanges_asksForWhatIsChanged() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      volume.put(name(3), "changed", 0100777);
      try (Namespace other = mount(volume, IndexPolicy.NONE)) {
        FileEntry file = (FileEntry) other.find(path(name(5)));
        other.changeAttributes(file, volume.attributes(0100711));
      }
      List<Integer> expected = modes();
      expected.set(3, 0100777);
      expected.set(5, 0100711);

      assertThat(walkAnew(volume, WRITTEN)).isEqualTo(expected);
      assertThat(volume.requests.count(Request.HEAD)).isEqualTo(2);
    }
  }

  @Test
  void walk_afterAFewChanges_doesNotWriteTheIndexAnew() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      volume.put(name(3), "changed");
      volume.settle();
      walkAnew(volume, WRITTEN);
      assertThat(volume.requests.count(Request.PUT)).isZero();
    }
  }

  @Test
  void walk_afterManyChanges_writesTheIndexAnewWithoutWhatIsGone() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      for (int i = 0; i < 12; i++) {
        volume.put(name(i), "changed", 0100755);
      }
      volume.bucket.delete(volume.key(name(20)), Precondition.none());
      volume.settle();
      walkAnew(volume, WRITTEN);
      assertThat(volume.requests.count(Request.HEAD)).isEqualTo(12);

      AttributeIndex index = AttributeIndex.decoded(volume.bucket.body(indexes(volume).get(0)));
      assertThat(index.size()).isEqualTo(FILES - 1);
      walkAnew(volume, IndexPolicy.READ);
      assertThat(volume.requests.count(Request.HEAD)).isZero();
    }
  }

  @Test
  void walk_withADamagedIndex_showsTheSame() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      String index = indexes(volume).get(0);
      byte[] whole = volume.bucket.body(index);
      for (int at = 0; at < whole.length; at += 7) {
        byte[] damaged = whole.clone();
        damaged[at] ^= 1;
        volume.bucket.tamper(index, bytes -> damaged);
        assertThat(walkAnew(volume, IndexPolicy.READ)).isEqualTo(modes());
      }
    }
  }

  @Test
  void walk_withTheAttributesOfAnotherFile_showsTheSame() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      String index = indexes(volume).get(0);
      AttributeIndex honest = AttributeIndex.decoded(volume.bucket.body(index));
      List<IndexedFile> forged = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        StoredVersion version = StoredVersion.of(volume.bucket.head(volume.key(name(i))));
        StoredVersion other =
            StoredVersion.of(volume.bucket.head(volume.key(name((i + 1) % FILES))));
        forged.add(
            new IndexedFile(
                IndexedFile.part(version.key()),
                version.etag(),
                version.length(),
                version.lastModified().getEpochSecond(),
                honest.sealed(other).orElseThrow()));
      }
      byte[] bytes = AttributeIndex.EMPTY.with(forged, Optional.empty()).encoded();
      volume.bucket.tamper(index, ignored -> bytes);

      assertThat(walkAnew(volume, IndexPolicy.READ)).isEqualTo(modes());
      assertThat(volume.requests.count(Request.HEAD)).isEqualTo(FILES);
    }
  }

  @Test
  void walk_whereIndexesCannotBeRead_showsTheSame() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      volume.faults.next(Request.GET, new Fault.Refusal(Reason.ACCESS_DENIED));
      assertThat(walkAnew(volume, IndexPolicy.READ)).isEqualTo(modes());
    }
  }

  @Test
  void close_whereIndexesCannotBeWritten_isNoFailure() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      volume.faults.next(Request.PUT, new Fault.Refusal(Reason.ACCESS_DENIED));
      assertThat(walkAnew(volume, WRITTEN)).isEqualTo(modes());
      assertThat(indexes(volume)).isEmpty();
    }
  }

  @Test
  void index_underNameEncryption_tellsNoName() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER_NAMES)) {
      walkAnew(volume, WRITTEN);
      String key = indexes(volume).get(0);
      String bytes = new String(volume.bucket.body(key), StandardCharsets.ISO_8859_1);
      assertThat(key + bytes).doesNotContain("secret");
    }
  }

  @Test
  void removeDirectory_takesItsIndexAlong() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      walkAnew(volume, WRITTEN);
      try (Namespace mount = mount(volume, WRITTEN)) {
        walk(mount);
        for (int i = 0; i < FILES; i++) {
          mount.remove((FileEntry) mount.find(path(name(i))));
        }
        mount.removeDirectory(path("d"));
      }
      assertThat(indexes(volume)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void walks_amongRandomChanges_showWhatThereIs(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (TestVolume volume = volume(seed % 2 == 0 ? Kind.COFFER : Kind.COFFER_NAMES)) {
      Map<String, Integer> model = new TreeMap<>();
      for (int i = 0; i < FILES; i++) {
        model.put(name(i), 0100600 + i);
      }
      for (int round = 0; round < 60; round++) {
        for (int changes = random.nextInt(8); changes > 0; changes--) {
          change(volume, model, random);
        }
        assertThat(walkAnew(volume, WRITTEN))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(List.copyOf(model.values()));
      }
      assertThat(indexes(volume)).hasSize(1);
    }
  }

  private static void change(TestVolume volume, Map<String, Integer> model, SplittableRandom random)
      throws IOException {
    String name = name(random.nextInt(FILES));
    int mode = 0100000 + random.nextInt(01000);
    int kind = random.nextInt(4);
    try (Namespace other = mount(volume, IndexPolicy.READ_AND_WRITTEN)) {
      if (!model.containsKey(name) || kind == 0) {
        volume.put(name, "content", mode);
        model.put(name, mode);
      } else if (kind == 1) {
        other.remove((FileEntry) other.find(path(name)));
        model.remove(name);
      } else if (kind == 2) {
        other.changeAttributes(other.find(path(name)), volume.attributes(mode));
        model.put(name, mode);
      }
    }
    volume.clock.advance(Duration.ofMillis(random.nextInt(12_000)));
  }

  @Test
  void walk_ofFewFiles_asksForNoIndex() throws IOException {
    try (TestVolume volume = volume(Kind.COFFER)) {
      for (int i = 3; i < FILES; i++) {
        volume.bucket.delete(volume.key(name(i)), Precondition.none());
      }
      walkAnew(volume, WRITTEN);
      assertThat(volume.requests.count(Request.GET)).isZero();
      assertThat(indexes(volume)).isEmpty();
    }
  }
}
