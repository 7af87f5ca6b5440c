package io.cofferfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cofferfs.crypto.SlotInfo;
import io.cofferfs.crypto.VolumeFile;
import io.cofferfs.fs.s3.ListRequest;
import io.cofferfs.fs.s3.ListedObject;
import io.cofferfs.fs.s3.PartBody;
import io.cofferfs.fs.s3.Precondition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A volume in a bucket in memory, and key files for it. */
final class KeyFixture {
  static final String VOLUME = "s3://bucket/p";
  static final String STORED = "p/" + VolumeFile.KEY;

  final TestProgram program = new TestProgram();
  private final Path directory;

  KeyFixture(Path directory) {
    this.directory = directory;
  }

  /** A new key file. */
  String newKey(String name) {
    String file = path(name);
    assertThat(program.run("keygen", file)).as(program.err()).isZero();
    return file;
  }

  /** A new identity's file. */
  String newIdentity(String name) {
    String file = path(name);
    assertThat(program.run("keygen", "--identity", file)).as(program.err()).isZero();
    return file;
  }

  /** The file with the public half of an identity. */
  String exported(String identity) {
    String file = identity + ".pub";
    succeed("key", "export-public", identity, "-o", file);
    return file;
  }

  String path(String name) {
    return directory.resolve(name).toString();
  }

  void init(String... how) {
    succeed(Stream.concat(Stream.of("init", VOLUME), Arrays.stream(how)).toArray(String[]::new));
  }

  void succeed(String... arguments) {
    assertThat(program.run(arguments)).as(program.err()).isZero();
  }

  void fail(int exitCode, String... arguments) {
    assertThat(program.run(arguments)).as(program.out() + program.err()).isEqualTo(exitCode);
  }

  /** Whether these options unlock the volume. */
  boolean opens(String... how) {
    String[] list = {"key", "list", VOLUME};
    String[] all = Stream.concat(Arrays.stream(list), Arrays.stream(how)).toArray(String[]::new);
    return program.run(all) == 0;
  }

  VolumeFile volume() throws IOException {
    return VolumeFile.parse(stored(STORED));
  }

  List<String> slotTypes() throws IOException {
    return volume().slots().stream().map(SlotInfo::type).toList();
  }

  String slot(int place) throws IOException {
    return volume().slots().get(place).id();
  }

  byte[] stored(String key) throws IOException {
    try (var body = program.store.get(key, Optional.empty(), Optional.empty())) {
      return body.stream().readAllBytes();
    }
  }

  void store(String key, byte[] bytes) {
    try {
      program.store.put(key, PartBody.of(bytes), Map.of(), Precondition.none());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void lose(String key) throws IOException {
    program.store.delete(key, Precondition.none());
  }

  List<String> keys() throws IOException {
    return program.store.list(ListRequest.tree("")).objects().stream()
        .map(ListedObject::key)
        .toList();
  }
}
