package io.cofferfs.fs.vfs;

import static io.cofferfs.fs.vfs.TreeFiles.names;
import static io.cofferfs.fs.vfs.TreeFiles.read;
import static io.cofferfs.fs.vfs.TreeFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.fs.TestClock;
import io.cofferfs.fs.s3.InMemoryObjectStore;
import io.cofferfs.fs.s3.ObjectBody;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import io.cofferfs.fs.volume.BodyIdentity.Enveloped;
import io.cofferfs.fs.volume.S3ecCodec;
import io.cofferfs.fs.volume.TestVolumes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-37: an instruction file may change, or come, while its object stays. */
final class InstructionFilesTest {
  private static final String KEY = "p/d/file";
  private static final String WRAPPED_KEY = "x-amz-3";
  // What version 3 of the format has in an instruction file.
  private static final Set<String> MOVABLE = Set.of(WRAPPED_KEY, "x-amz-w", "x-amz-m", "x-amz-t");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  // Longer than anything is taken for fresh, and than versions take to settle.
  private static final Duration LATER = Duration.ofSeconds(10);

  private final TestClock clock = new TestClock();
  private final InMemoryObjectStore bucket = new InMemoryObjectStore(clock, 0);
  private final S3ecCodec codec = TestVolumes.s3ec(64);
  private final Map<String, String> instructions = new HashMap<>();
  @TempDir private Path staging;
  private TestMount mount;

  /** An object without what belongs into its instruction file, which is not there yet. */
  @BeforeEach
  void putObject() throws IOException {
    mount = new TestMount(bucket, codec, staging, clock);
    mount.tree().createDirectory("/d", 0700, TreeFiles.OWNER);
    write(mount.tree(), "/d/file", CONTENT);
    mount.close();
    try (ObjectBody body = bucket.get(KEY, Optional.empty(), Optional.empty())) {
      Map<String, String> headers = new HashMap<>(body.info().metadata());
      for (String name : MOVABLE) {
        Optional.ofNullable(headers.remove(name)).ifPresent(text -> instructions.put(name, text));
      }
      byte[] bytes = body.stream().readAllBytes();
      bucket.put(KEY, PartBody.of(bytes), headers, Precondition.none());
    }
    clock.advance(LATER);
    mount = new TestMount(bucket, codec, staging, clock);
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private void putInstructions() throws IOException {
    String json =
        instructions.entrySet().stream()
            .map(entry -> '"' + entry.getKey() + "\":\"" + escaped(entry.getValue()) + '"')
            .collect(Collectors.joining(",", "{", "}"));
    bucket.put(
        KEY + ".instruction",
        PartBody.of(json.getBytes(StandardCharsets.UTF_8)),
        Map.of(),
        Precondition.none());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** Everything that there is to know of the object is known now, and settled. */
  private void look() throws IOException {
    assertThat(names(mount.tree(), "/d")).contains("file");
    mount.tree().stat("/d/file");
    clock.advance(LATER);
  }

  /** Replaces the instruction file beside the object; the key that is in it now. */
  private String wrapAnew() throws IOException {
    String wrapped =
        Objects.requireNonNull(((Enveloped) codec.newBody().identity()).headers().get(WRAPPED_KEY));
    instructions.put(WRAPPED_KEY, wrapped);
    putInstructions();
    names(mount.tree(), "/d");
    return wrapped;
  }

  @Test
  void rename_ofADirectory_carriesTheKeyThatIsInTheInstructionFileNow() throws IOException {
    putInstructions();
    look();
    String wrappedAnew = wrapAnew();

    mount.tree().rename("/d", "/e");

    assertThat(bucket.head("p/e/file").metadata()).containsEntry(WRAPPED_KEY, wrappedAnew);
  }

  @Test
  void rename_carriesTheKeyThatIsInTheInstructionFileNow() throws IOException {
    putInstructions();
    look();
    String wrappedAnew = wrapAnew();

    mount.tree().rename("/d/file", "/d/moved");

    assertThat(bucket.head("p/d/moved").metadata()).containsEntry(WRAPPED_KEY, wrappedAnew);
  }

  @Test
  void read_ofAFileWhoseInstructionFileCameLate_isItsContent() throws IOException {
    look();
    putInstructions();
    names(mount.tree(), "/d");

    assertThat(read(mount.tree(), "/d/file")).isEqualTo(CONTENT);
  }

  @Test
  void read_ofAFileThatWasMoved_isItsContent_besideItsFormerInstructionFile() throws IOException {
    putInstructions();
    assertThat(read(mount.tree(), "/d/file")).isEqualTo(CONTENT);
    mount.tree().rename("/d/file", "/d/moved");
    byte[] other = "another content".getBytes(StandardCharsets.UTF_8);
    write(mount.tree(), "/d/file", other);
    clock.advance(LATER);

    assertThat(read(mount.tree(), "/d/moved")).isEqualTo(CONTENT);
    assertThat(read(mount.tree(), "/d/file")).isEqualTo(other);
    assertThat(names(mount.tree(), "/d")).contains("file.instruction");
  }
}
