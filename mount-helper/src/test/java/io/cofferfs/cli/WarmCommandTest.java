package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WarmCommandTest {
  private final TestProgram program = new TestProgram();
  @TempDir private Path directory;
  private Path key;
  private Path cache;

  @BeforeEach
  void makeVolume() throws IOException {
    key = directory.resolve("k");
    cache = directory.resolve("cache");
    program.environment.put("TMPDIR", directory.toString());
    program.run("keygen", key.toString());
    assertThat(program.run("init", "s3://bucket/p", "--key-file", key.toString())).isZero();
    put("hello", "s3://bucket/p/dir/a");
    put("world", "s3://bucket/p/dir/b");
    put("other", "s3://bucket/p/c");
  }

  @Test
  void warm_readsEverythingIntoTheCache() throws IOException {
    assertThat(warm("s3://bucket/p")).as(program.err()).isZero();
    assertThat(program.out()).contains("3 cached");
    assertThat(segments()).hasSize(3);
    assertThat(warm("s3://bucket/p")).as(program.err()).isZero();
    assertThat(segments()).hasSize(3);
  }

  @Test
  void warm_ofAManifest_readsThatAlone() throws IOException {
    Path manifest = Files.write(directory.resolve("list"), List.of("dir/b", "", "c"));
    assertThat(warm("s3://bucket/p", "--manifest", manifest.toString())).isZero();
    assertThat(program.out()).contains("2 cached");
    assertThat(segments()).hasSize(2);
    Files.write(manifest, List.of("../up"));
    assertThat(warm("s3://bucket/p", "--manifest", manifest.toString())).isEqualTo(1);
    assertThat(program.err()).contains("no path in " + manifest + ": '../up'");
  }

  @Test
  void warm_ofDamage_namesItAndExitsWith4() throws IOException {
    program.store.tamper(
        "p/dir/a",
        body -> {
          body[80] ^= 1;
          return body;
        });
    assertThat(warm("s3://bucket/p")).isEqualTo(4);
    assertThat(program.out()).contains("tampered", "dir/a", "2 cached");
    assertThat(segments()).hasSize(2);
  }

  @Test
  void warm_withoutACacheOrAVolume_isRefused() {
    assertThat(program.run("warm", "s3://bucket/p", "--key-file", key.toString())).isEqualTo(2);
    assertThat(program.err()).contains("--cache-dir");
    assertThat(program.run("warm", "s3://bucket/plain", "--cache-dir", cache.toString()))
        .isEqualTo(1);
    assertThat(program.err()).contains("not an encrypted volume");
    assertThat(warm("s3://bucket/p", "--cache-size", "1MiB")).isEqualTo(2);
    assertThat(program.err()).contains("at least 64MiB");
  }

  private int warm(String location, String... more) {
    return program.run(
        Stream.concat(
                Stream.of(
                    "warm",
                    location,
                    "--key-file",
                    key.toString(),
                    "--cache-dir",
                    cache.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private void put(String text, String location) throws IOException {
    Path file = Files.writeString(directory.resolve("content"), text);
    assertThat(program.run("put", file.toString(), location, "--key-file", key.toString()))
        .isZero();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> walk = Files.walk(cache)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
