package io.cofferfs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewFileTest {
  @TempDir private Path directory;
  private Path target;

  @BeforeEach
  void chooseTarget() {
    target = directory.resolve("target");
  }

  @Test
  void beside_untilCommitted_isForTheOwnerAlone() throws IOException {
    try (NewFile file = NewFile.beside(target)) {
      assertThat(file.channel().isOpen()).isTrue();
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(permissions(files.findFirst().orElseThrow())).isEqualTo("rw-------");
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void commit_ofANewFile_leavesItToTheOwner() throws IOException {
    write("x");
    assertThat(target).hasContent("x");
    assertThat(permissions(target)).isEqualTo("rw-------");
  }

  @Test
  void commit_overAFile_keepsItsMode() throws IOException {
    Files.writeString(target, "before");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
    write("after");
    assertThat(target).hasContent("after");
    assertThat(permissions(target)).isEqualTo("rw-r-----");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void commit_withAttributes_givesThem() throws IOException {
    FileTime modified = FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z"));
    try (NewFile file = NewFile.beside(target)) {
      file.channel().write(ByteBuffer.wrap("x".getBytes(UTF_8)));
      file.commit(0444, modified);
    }
    assertThat(permissions(target)).isEqualTo("r--r--r--");
    assertThat(Files.getLastModifiedTime(target)).isEqualTo(modified);
  }

  @Test
  void beside_whatIsNoRegularFile_isRefused() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/null"));
    for (Path irregular : new Path[] {pipe, link}) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> NewFile.beside(irregular).close())
          .withMessageContaining("no regular file");
      assertThat(Files.isRegularFile(irregular, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void signal_thatEndsTheProcess_leavesNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("begun");
    assertThat(directory).isDirectoryContaining("glob:**.part");
    process.destroy();
    process.onExit().join();
    assertThat(directory).isEmptyDirectory();
  }

  /** What the other process runs. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      try (NewFile file = NewFile.beside(Path.of(arguments[0]))) {
        System.out.println(file.channel().isOpen() ? "begun" : "");
        System.in.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private void write(String content) throws IOException {
    try (NewFile file = NewFile.beside(target)) {
      file.channel().write(ByteBuffer.wrap(content.getBytes(UTF_8)));
      file.commit();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
