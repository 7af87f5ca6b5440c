package io.cofferfs.test.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What programs find in a mount, through the kernel, whatever tree is served there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MountedFilesContract {
  private Path mountPoint;
  private MountProcess mount;
  private Path directory;

  /** What the mount serves, in the words of {@link InMemoryMount}. */
  abstract List<String> served();

  @BeforeAll
  void mount(@TempDir Path place) {
    mountPoint = place;
    List<String> arguments = new ArrayList<>(List.of(place.toString()));
    arguments.addAll(served());
    mount =
        MountProcess.start(
            MountProcess.Command.of(InMemoryMount.class, arguments.toArray(String[]::new)), place);
  }

  @AfterAll
  void unmount() {
    if (mount != null) {
      mount.close();
      assertThat(mount.log()).contains("unmounted").noneMatch(line -> line.contains("ERROR"));
    }
  }

  @BeforeEach
  void makeDirectory(TestInfo test) throws IOException {
    directory = Files.createDirectory(mountPoint.resolve(test.getDisplayName().replace("()", "")));
  }

  @Test
  void write_thenRead_isTheSame() throws IOException {
    Path file = directory.resolve("file");
    byte[] content = randomBytes(3_000_001);

    Files.write(file, content);

    assertThat(Files.size(file)).isEqualTo(content.length);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void write_inTheMiddleAndBeyondTheEnd_leavesTheRestAndAHole() throws IOException {
    Path file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3, 4});
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {9}), 1);
      channel.write(ByteBuffer.wrap(new byte[] {8}), 6);
    }

    assertThat(Files.readAllBytes(file)).containsExactly(1, 9, 3, 4, 0, 0, 8);
  }

  @Test
  void append_byTwoHandles_losesNothing() throws IOException {
    Path file = directory.resolve("file");
    StandardOpenOption[] append = {StandardOpenOption.CREATE, StandardOpenOption.APPEND};
    try (OutputStream one = Files.newOutputStream(file, append);
        OutputStream two = Files.newOutputStream(file, append)) {
      one.write("a".getBytes(UTF_8));
      two.write("b".getBytes(UTF_8));
      one.write("c".getBytes(UTF_8));
    }

    assertThat(file).hasContent("abc");
  }

  @Test
  void open_truncatingExisting_dropsItsContent() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "long before");

    Files.writeString(file, "new");

    assertThat(file).hasContent("new");
  }

  @Test
  void truncate_downAndUp_zeroesWhatComesBack() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "abcdef");

    Shell.in(directory).run("truncate -s 2 file && truncate -s 4 file");

    assertThat(Files.readAllBytes(file)).containsExactly('a', 'b', 0, 0);
  }

  @Test
  void truncate_openFile_isSeenByStat() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "abcdef");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(3);

      assertThat(Files.size(file)).isEqualTo(3);
    }
  }

  @Test
  void createNew_existing_fails() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void create_underUmask_hasTheBitsLeft() throws IOException {
    Shell.in(directory).run("umask 027; : > file; mkdir sub; umask 0; : > open");

    assertThat(permissions("file")).isEqualTo("rw-r-----");
    assertThat(permissions("sub")).isEqualTo("rwxr-x---");
    assertThat(permissions("open")).isEqualTo("rw-rw-rw-");
  }

  @Test
  void rename_ontoExisting_replacesIt() throws IOException {
    Path from = Files.writeString(directory.resolve("from"), "new");
    Path to = Files.writeString(directory.resolve("to"), "old");

    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

    assertThat(to).hasContent("new");
    assertThat(from).doesNotExist();
  }

  @Test
  void rename_directory_takesOpenFilesAlong() throws IOException {
    Path file = Files.createDirectory(directory.resolve("d")).resolve("file");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Files.move(directory.resolve("d"), directory.resolve("e"));
      channel.write(ByteBuffer.wrap("late".getBytes(UTF_8)));
    }

    assertThat(directory.resolve("e/file")).hasContent("late");
    assertThat(directory.resolve("d")).doesNotExist();
  }

  @Test
  void unlink_whileOpen_leavesTheOpenFileWhole() {
    String python =
        """
        import os
        f = os.open('file', os.O_RDWR | os.O_CREAT | os.O_EXCL)
        os.write(f, b'abcdef')
        os.unlink('file')
        assert not os.path.exists('file')
        s = os.fstat(f)
        assert (s.st_nlink, s.st_size) == (0, 6), s
        os.ftruncate(f, 3)
        assert os.fstat(f).st_size == 3
        assert os.pread(f, 10, 0) == b'abc'
        os.close(f)
        """;

    Shell.in(directory).run("python3 - <<'END'\n" + python + "END");

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void rename_ontoOpenFile_leavesTheOpenOneReadable() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    Path source = Files.writeString(directory.resolve("source"), "new");
    try (FileChannel open = FileChannel.open(target)) {
      Files.move(source, target, StandardCopyOption.REPLACE_EXISTING);

      ByteBuffer content = ByteBuffer.allocate(10);
      open.read(content);
      assertThat(new String(content.array(), 0, content.position(), UTF_8)).isEqualTo("old");
      assertThat(target).hasContent("new");
    }
  }

  @Test
  void delete_missingAndNotEmpty_fail() throws IOException {
    Files.createFile(Files.createDirectory(directory.resolve("d")).resolve("file"));

    assertThatThrownBy(() -> Files.delete(directory.resolve("x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.delete(directory.resolve("d")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.newDirectoryStream(directory.resolve("d/file")))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void symbolicLink_readsBack_andIsFollowed() throws IOException {
    Files.writeString(directory.resolve("file"), "content");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("./file"));

    assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("./file"));
    assertThat(link).hasContent("content");
    assertThat(Files.size(directory.resolve("file"))).isEqualTo(7);
  }

  @Test
  void changeMode_allTwelveBits_sticks() {
    Shell shell = Shell.in(directory);

    shell.run(": > file && chmod 6751 file && mkdir sub && chmod 1777 sub");

    assertThat(shell.run("stat -c %a file sub")).isEqualTo("6751\n1777");
  }

  @Test
  void changeOwner_userOrGroupAlone_leavesTheOther() {
    Shell shell = Shell.in(directory);
    if (!Shell.isRoot()) {
      assertThat(shell.tryRun(": > file && chown 1:1 file").exitCode()).isNotZero();
      return;
    }

    shell.run(": > file && chown 123:456 file && chown 124 file && chgrp 457 file");

    assertThat(shell.run("stat -c %u:%g file")).isEqualTo("124:457");
  }

  @Test
  void changeTimes_keepsNanoseconds_andLeavesWhatIsOmitted() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    Shell shell = Shell.in(directory);

    shell.run("touch -m -d '2001-02-03 04:05:06.123456789 UTC' file");
    assertThat(modified(file)).isEqualTo(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    shell.run("touch -a -d '2010-01-01 UTC' file");
    assertThat(modified(file)).isEqualTo(Instant.parse("2001-02-03T04:05:06.123456789Z"));
    shell.run("touch -m -d '1969-12-31 23:59:58.5 UTC' file");
    assertThat(modified(file)).isEqualTo(Instant.parse("1969-12-31T23:59:58.500Z"));
    shell.run("touch file");
    assertThat(modified(file)).isAfter(Instant.now().minusSeconds(600));
  }

  @Test
  void attributes_tellTypeLengthAndBlocks() {
    Shell shell = Shell.in(directory);

    shell.run("printf 1234567 > file");

    assertThat(shell.run("stat -c '%F %s %b %h' file . | sort"))
        .isEqualTo("directory 0 0 1\nregular file 7 1 1");
  }

  @Test
  void list_tenThousandEntries_givesEachOnce() throws IOException {
    Shell.in(directory).run("seq -f file-%g 10000 | xargs touch");
    List<String> expected =
        IntStream.rangeClosed(1, 10_000).mapToObj(i -> "file-" + i).sorted().toList();

    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries.map(path -> path.getFileName().toString()).sorted().toList())
          .isEqualTo(expected);
    }
    assertThat(Shell.in(directory).run("ls -la | wc -l")).isEqualTo("10003");
  }

  @Test
  void list_tellsTypes_andDots() {
    Shell shell = Shell.in(directory);
    shell.run("mkdir d; : > f; ln -s f l");
    String python =
        "import os\nprint([(e.name, e.is_dir(follow_symlinks=False), e.is_symlink())"
            + " for e in sorted(os.scandir('.'), key=lambda e: e.name)])";

    assertThat(shell.run("python3 -c \"" + python + "\""))
        .isEqualTo("[('d', True, False), ('f', False, False), ('l', False, True)]");
    assertThat(shell.run("ls -a")).startsWith(".\n..\n");
    assertThat(shell.run("ls -id . d/..").replace(" d/..", " .").lines().distinct()).hasSize(1);
  }

  @Test
  void names_unicodeAndLong_workOrAreRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("Grüße 日本語 🗄 #%?&"), "x");

    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(file).hasContent("x");
    assertThat(Shell.in(directory).tryRun(": > $(printf 'a%.0s' $(seq 255))").exitCode()).isZero();
    assertThat(Shell.in(directory).tryRun(": > $(printf 'a%.0s' $(seq 256))").output())
        .contains("File name too long");
  }

  /** S-22: names that are not UTF-8 work too. */
  @Test
  void names_thatAreNotUtf8_work() {
    Shell shell = Shell.in(directory);

    shell.run(
        "name=$(printf 'Gr\\374n') && echo x > \"$name\" && ln -s \"$name\" link && cat link");

    assertThat(shell.run("LC_ALL=C ls -b && mv \"$(printf 'Gr\\374n')\" z && ls"))
        .isEqualTo("Gr\\374n\nlink\nlink\nz");
  }

  /** S-49: fallocate lengthens files and makes holes. */
  @Test
  void fallocate_lengthensAndZeroes() throws IOException {
    Shell shell = Shell.in(directory);

    shell.run("printf 123456789 > file && fallocate -l 12 file && fallocate -p -o 2 -l 3 file");

    assertThat(shell.run("tr '\\0' . < file")).isEqualTo("12...6789...");
    shell.run("fallocate -p -o 8 -l 100 file && fallocate -z -o 10 -l 4 file");
    assertThat(shell.run("tr '\\0' . < file")).isEqualTo("12...678......");
  }

  @Test
  void unsupported_isSaid_neverPretended() throws IOException {
    Files.createFile(directory.resolve("file"));
    Shell shell = Shell.in(directory);

    assertThat(shell.tryRun("ln file hard").output()).contains("Operation not permitted");
    assertThat(shell.tryRun("fallocate -n -l 100 file").output()).contains("unsupported");
    assertThat(shell.tryRun(python("os.getxattr('file', 'security.selinux')")).output())
        .contains("[Errno 95]");
    assertThat(directory).isDirectoryNotContaining("glob:**/hard");
  }

  /** S-44: FIFOs and sockets connect the processes of a node; devices are kept as nodes. */
  @Test
  void specialFiles_connectProcesses() {
    Shell shell = Shell.in(directory);

    shell.run("mkfifo -m 640 pipe && { echo through > pipe & } && grep through pipe");
    shell.run(python("import socket; socket.socket(socket.AF_UNIX).bind('socket')"));

    assertThat(shell.run("stat -c '%F %a' pipe && stat -c %F socket && ls -l > list"))
        .isEqualTo("fifo 640\nsocket");
    if (Shell.isRoot()) {
      assertThat(shell.run("mknod null c 1 3 && stat -c '%F %t %T' null"))
          .isEqualTo("character special file 1 3");
    }
  }

  /** S-45: extended attributes can be set, listed, copied and removed. */
  @Test
  void extendedAttributes_areKeptAndCopied() {
    Shell shell = Shell.in(directory);
    String set = "os.setxattr('file', 'user.a', b'b\\0c')";

    shell.run(
        "echo x > file && mkdir sub && " + python(set + "; os.setxattr('sub', 'user.d', b'')"));
    shell.run("cp -a file copy && cp -a --preserve=all sub other && ls -l > list");

    assertThat(shell.run(python("print(os.listxattr('copy'), os.getxattr('copy', 'user.a'))")))
        .isEqualTo("['user.a'] b'b\\x00c'");
    assertThat(shell.run(python("print(os.listxattr('other'))"))).isEqualTo("['user.d']");
    assertThat(shell.tryRun(python("os.setxattr('file', 'user.a', b'', os.XATTR_CREATE)")).output())
        .contains("[Errno 17]");
    assertThat(shell.tryRun(python("os.removexattr('file', 'user.b')")).output())
        .contains("[Errno 61]");
    shell.run(python("os.removexattr('file', 'user.a')"));
    assertThat(shell.run(python("print(os.listxattr('file'))"))).isEqualTo("[]");
  }

  /** S-18: a file keeps its number when it is renamed, and its successor has another. */
  @Test
  void inode_ofARenamedFile_stays() {
    Shell shell = Shell.in(directory);

    shell.run("echo a > log && stat -c %i log > number && mv log log.1 && echo b > log");

    assertThat(shell.run("stat -c %i log.1")).isEqualTo(shell.run("cat number"));
    assertThat(shell.run("stat -c %i log")).isNotEqualTo(shell.run("cat number"));
  }

  /** S-42: making and removing names changes the times of their directory. */
  @Test
  void directoryTimes_followWhatIsInIt() {
    Shell shell = Shell.in(directory);

    shell.run("mkdir d && touch -d '2001-01-01 UTC' d && touch -d '2002-01-01 UTC' mark");
    assertThat(shell.run("find d -newer mark")).isEmpty();
    shell.run("echo x > d/file");
    assertThat(shell.run("find d -newer mark -type d")).isEqualTo("d");
    shell.run("touch -d '2001-01-01 UTC' d && rm d/file");
    assertThat(shell.run("find d -newer mark")).isEqualTo("d");
  }

  @Test
  void locks_areKeptByTheKernel() {
    Shell.in(directory)
        .run(
            ": > file && flock file true && ! flock file flock -n file true && "
                + python("import fcntl; fcntl.lockf(open('file', 'r+'), fcntl.LOCK_EX)"));
  }

  @Test
  void makeNode_regularFile_isCreated() {
    Shell.in(directory).run(python("os.mknod('file', 0o100640)"));

    assertThat(directory.resolve("file")).isEmptyFile();
  }

  @Test
  void space_isPlenty() throws IOException {
    FileStore store = Files.getFileStore(directory);

    assertThat(store.getTotalSpace()).isGreaterThan(1L << 40);
    assertThat(store.name()).isEqualTo("s3://memory");
    assertThat(store.type()).isEqualTo("fuse.cofferfs");
  }

  @Test
  void sync_fileAndDirectory_succeed() {
    Shell.in(directory).run("echo x > file && sync file && sync -d file && sync .");
  }

  @Test
  void read_throughMemoryMap_isTheContent() {
    Shell shell = Shell.in(directory);
    shell.run("seq 100000 > file");

    String python = "import mmap; f = open('file', 'rb'); m = mmap.mmap(f.fileno(), 0, prot=1)";
    assertThat(shell.run(python(python + "; print(m[-7:-1])"))).isEqualTo("b'100000'");
  }

  @Test
  void ordinaryPrograms_copyATreeThereAndBack(@TempDir Path local) {
    Shell shell = Shell.in(local);
    shell.run("mkdir -p t/a/b && seq 50000 > t/a/b/n && ln -s b/n t/a/l && chmod 640 t/a/b/n");
    shell.run("touch -d '2011-11-11 11:11:11.111111111 UTC' t/a/b/n");
    String there = "'" + directory + "'";

    shell.run("cp -a t " + there + " && diff -r t " + there + "/t");
    shell.run("tar c t | tar x -C " + there + " --transform s/^t/u/ && diff -r t " + there + "/u");
    shell.run("tar c -C " + there + " u | tar x && diff -r t u");
    shell.run(
        "dd if=t/a/b/n of=" + there + "/dd bs=1000 conv=fsync && cmp t/a/b/n " + there + "/dd");

    assertThat(shell.run("stat -c '%a %y' t/a/b/n"))
        .isEqualTo(shell.run("stat -c '%a %y' " + there + "/t/a/b/n"));
    assertThat(Files.isSymbolicLink(directory.resolve("t/a/l"))).isTrue();
  }

  @Test
  void sixteenReaders_atOnce_allReadTheSame() throws IOException {
    byte[] content = randomBytes(8 << 20);
    Path file = Files.write(directory.resolve("file"), content);

    boolean allEqual =
        IntStream.range(0, 16).parallel().allMatch(reader -> readsTheSame(file, content, reader));

    assertThat(allEqual).isTrue();
    assertThat(Shell.in(directory).run("for i in 1 2 3 4; do md5sum file & done | sort -u; wait"))
        .hasLineCount(1);
  }

  private static boolean readsTheSame(Path file, byte[] content, int seed) {
    int offset = new SplittableRandom(seed).nextInt(4 << 20);
    ByteBuffer bytes = ByteBuffer.allocate(1_234_567);
    try (FileChannel channel = FileChannel.open(file)) {
      while (bytes.hasRemaining()) {
        channel.read(bytes, (long) offset + bytes.position());
      }
    } catch (IOException e) {
      throw new AssertionError("reader " + seed, e);
    }
    return bytes.flip().equals(ByteBuffer.wrap(content, offset, bytes.limit()));
  }

  private static String python(String statement) {
    return "python3 -c \"import os; " + statement + "\"";
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  private static Instant modified(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    return time.toInstant();
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }
}
