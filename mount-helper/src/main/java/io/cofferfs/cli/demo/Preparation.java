package io.cofferfs.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One mount of a server of its own, for the archive that the launcher has a mount leave behind:
 * with it, every later mount on this Java starts in half the time.
 */
public final class Preparation {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int PAUSES_UNCHANGED = 10;

  // As many as have what small files take compiled, and are listed and removed in more than one go.
  private static final int SMALL_FILES = 300;
  private static final int SMALL_FILE_BYTES = 10_000;
  private static final String BUCKET = "prepare";
  private static final String VOLUME = "s3://prepare/volume";

  private final Shell shell;
  private final Path work;
  private final Path mountPoint;

  private Preparation(Shell shell, Path work) {
    this.shell = shell;
    this.work = work;
    this.mountPoint = work.resolve("mnt");
  }

  /**
   * Makes the archive, if it is not there.
   *
   * @param server the directory with the jars of the demo's server
   * @param archive where the launcher wants it
   * @throws IOException also if a mount has left none
   */
  public static void run(Path launcher, Path server, Path archive, PrintStream out)
      throws IOException {
    if (Files.exists(archive)) {
      out.println("prepared already: " + archive);
      return;
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    Shell shell = new Shell(launcher, new Narrator(nowhere, System::nanoTime));
    Path work = Files.createTempDirectory("cofferfs-prepare-");
    Preparation preparation = new Preparation(shell, work);
    CleanUp cleanUp = new CleanUp(shell, launcher, preparation.mountPoint, work);
    Runtime.getRuntime().addShutdownHook(new Thread(cleanUp::run, "clean-up"));
    try {
      DemoServer started = DemoServer.start(shell, server, work, BUCKET);
      cleanUp.endAtLast(started);
      started.tell(shell);
      preparation.mountOnce();
      await(archive);
    } finally {
      cleanUp.run();
    }
    out.println("prepared: " + archive);
  }

  private void mountOnce() throws IOException {
    String key = work.resolve("key").toString();
    shell.cofferfs("keygen", key);
    shell.cofferfs("init", VOLUME, "--key-file", key);
    Files.createDirectories(mountPoint);
    shell.cofferfs("mount", VOLUME, mountPoint.toString(), "--key-file", key);
    SampleTree.largeFile(work.resolve("large.bin"));
    shell.program(work, "cp", "large.bin", mountPoint.toString());
    shell.program(work, "dd", "if=mnt/large.bin", "iflag=nocache", "count=0", "status=none");
    shell.program(work, "cmp", "large.bin", "mnt/large.bin");
    shell.program(work, "mv", "mnt/large.bin", "mnt/larger.bin");
    shell.program(work, "ls", "-l", "mnt");
    shell.program(work, "rm", "mnt/larger.bin");
    useSmallFiles();
    shell.cofferfs("unmount", mountPoint.toString());
  }

  private void useSmallFiles() throws IOException {
    Path source = Files.createDirectories(work.resolve("small"));
    for (int i = 0; i < SMALL_FILES; i++) {
      Files.write(source.resolve("file" + i), new byte[SMALL_FILE_BYTES]);
    }
    shell.program(work, "cp", "-a", "small", "mnt");
    shell.program(work, "ls", "-l", "mnt/small");
    shell.program(work, "diff", "-r", "small", "mnt/small");
    shell.program(work, "rm", "-r", "mnt/small");
  }

  /** The mount writes it when everything else is done: until it has ceased to grow. */
  private static void await(Path archive) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long length = -1;
    for (int unchanged = 0; unchanged < PAUSES_UNCHANGED; ) {
      if (System.nanoTime() > end) {
        throw new IOException("the mount has left no archive at " + archive);
      }
      pause();
      long now = Files.exists(archive) ? Files.size(archive) : -1;
      unchanged = now > 0 && now == length ? unchanged + 1 : 0;
      length = now;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
