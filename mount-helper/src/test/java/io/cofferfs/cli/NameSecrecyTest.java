package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.cli.mount.LogLevel;
import io.cofferfs.cli.mount.OpenVolume;
import io.cofferfs.cli.mount.ProcessLog;
import io.cofferfs.cli.mount.VolumeSettings;
import io.cofferfs.crypto.KeyFileKey;
import io.cofferfs.crypto.SecretBytes;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.crypto.VolumeKeys;
import io.cofferfs.crypto.VolumeOptions;
import io.cofferfs.fs.namespace.NamespaceSettings;
import io.cofferfs.fs.s3.FaultyObjectStore;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.vfs.FileHandle;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.vfs.OpenMode;
import io.cofferfs.fs.vfs.Owner;
import io.cofferfs.fs.vfs.TreeSettings;
import io.cofferfs.fs.volume.DefaultAttributes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S-23: whatever is done to a volume that encrypts names, and whatever fails, no name is in a
 * request, in a log line or in the message of an error.
 */
final class NameSecrecyTest {
  private static final List<String> NAMES = List.of("quartz", "violin", "walrus", "zeppelin");
  private static final Owner OWNER = new Owner(1000, 1000);
  private static final DefaultAttributes DEFAULTS = new DefaultAttributes(1000, 1000, 0644, 0755);
  private static final int STEPS = 400;
  private static final OpenMode REPLACE = new OpenMode(false, true, false, true, false);

  private final InMemoryObjectStore bucket = new InMemoryObjectStore();
  private final FaultyObjectStore faults = new FaultyObjectStore(bucket);
  private final Eavesdropper server = new Eavesdropper();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<String> failures = new ArrayList<>();
  private final List<FileHandle> open = new ArrayList<>();
  @TempDir private Path staging;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomOperations_tellNobodyAName(long seed) throws IOException {
    ProcessLog.toStream(log, LogLevel.TRACE);
    SplittableRandom random = new SplittableRandom(seed);
    try (VolumeKeys keys = newKeys()) {
      VolumeAccess access = new VolumeAccess(server.on(faults), "vol/", Optional.of(keys));
      try (OpenVolume volume = open(access)) {
        writeLargeFile(volume.tree());
        storeOddities();
        faults.fromSeed(seed, 0.02);
        for (int step = 0; step < STEPS; step++) {
          attempt(volume.tree(), random);
        }
        faults.heal();
        for (FileHandle handle : open) {
          run(() -> volume.tree().release(handle));
        }
      }
    }
    assertSecret(server.heard());
    assertSecret(bucket.keys());
    assertSecret(failures);
    assertSecret(List.of(log.toString(StandardCharsets.UTF_8)));
    assertThat(failures).isNotEmpty();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("keys are no names");
    assertThat(bucket.listMultipartUploads("vol/")).isEmpty();
  }

  private static VolumeKeys newKeys() throws IOException {
    SecureRandom random = new SecureRandom();
    try (KeyFileKey key = new KeyFileKey(SecretBytes.random(random, 32))) {
      VolumeOptions options = new VolumeOptions(64 * 1024, /* encryptNames= */ true);
      return VolumeFile.create(options, key, random).unlock(key);
    }
  }

  private OpenVolume open(VolumeAccess access) throws IOException {
    VolumeSettings settings =
        new VolumeSettings(
            NamespaceSettings.of(DEFAULTS), TreeSettings.AS_STORED, 256L << 20, staging);
    return OpenVolume.open(access.place(DEFAULTS), settings, new SecureRandom(), Clock.systemUTC());
  }

  /** In several parts, and renamed while it is written. */
  private void writeLargeFile(FileTree tree) throws IOException {
    FileHandle file = tree.create("/walrus", 0640, OpenMode.WRITE, OWNER);
    for (int part = 0; part < 18; part++) {
      tree.write(file, (long) part << 20, ByteBuffer.allocate(1 << 20));
    }
    tree.flush(file);
    tree.release(file);
    assertThat(server.heard()).anyMatch(text -> text.startsWith("MultipartUpload"));
  }

  private void storeOddities() throws IOException {
    PartBody body = PartBody.of(new byte[10]);
    bucket.put("vol/foreign", body, Map.of(), Precondition.none());
    bucket.put("vol/foreign directory/x", body, Map.of(), Precondition.none());
    String first = bucket.list(ListRequest.tree("vol/")).objects().get(0).key();
    bucket.put(first + "/x", body, Map.of(), Precondition.none());
  }

  private void attempt(FileTree tree, SplittableRandom random) {
    String path = randomPath(random);
    String other = randomPath(random);
    switch (random.nextInt(11)) {
      case 0, 1 -> run(() -> tree.createDirectory(path, 0750, OWNER));
      case 2, 3 -> run(() -> write(tree, path, random.nextInt(3000), random.nextBoolean()));
      case 4, 5 -> run(() -> tree.rename(path, other));
      case 6 -> run(() -> tree.unlink(path));
      case 7 -> run(() -> tree.removeDirectory(path));
      case 8 -> run(() -> tree.createSymbolicLink(path, other, OWNER));
      case 9 -> run(() -> tree.changeMode(path, 0700));
      default -> {
        run(() -> tree.readDirectory("/", (name, stat) -> true));
        run(() -> tree.readDirectory(path, (name, stat) -> true));
        run(() -> tree.stat(path));
      }
    }
  }

  private void write(FileTree tree, String path, int length, boolean keepOpen) throws IOException {
    FileHandle file = tree.create(path, 0640, REPLACE, OWNER);
    if (keepOpen) {
      open.add(file);
    }
    tree.write(file, 0, ByteBuffer.allocate(length));
    tree.flush(file);
    if (!keepOpen) {
      tree.release(file);
    }
  }

  private static String randomPath(SplittableRandom random) {
    StringBuilder path = new StringBuilder();
    int depth = 1 + random.nextInt(3);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }

  private interface Action {
    void run() throws IOException;
  }

  private void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      failures.add(text.toString());
    }
  }

  private static void assertSecret(List<String> texts) {
    for (String text : texts) {
      for (String name : NAMES) {
        assertThat(text.contains(name)).as("a name in %.1000s", text).isFalse();
      }
    }
  }
}
