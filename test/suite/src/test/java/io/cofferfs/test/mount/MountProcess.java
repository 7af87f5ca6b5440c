package io.cofferfs.test.mount;

import io.cofferfs.fs.fuse.MountTable;
import io.cofferfs.fs.fuse.Unmounting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A mount served by a JVM of its own, which looks to this one like any other mount. The process
 * prints {@link #READY} once it answers, and unmounts when it is told to end; closing this, or the
 * death of the test, tells it so.
 */
public final class MountProcess implements AutoCloseable {
  /** The line by which the process says that its mount answers. */
  public static final String READY = "mounted";

  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path mountPoint;
  private final Thread collector;
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  private MountProcess(Process process, Path mountPoint) {
    this.process = process;
    this.mountPoint = mountPoint;
    this.collector = new Thread(this::readLog, "log of " + process.pid());
  }

  /**
   * What to run and how.
   *
   * @param prefix words before {@code java}, such as {@code setpriv …}
   * @param jvmArguments such as {@code -Xmx256m}
   * @param main prints {@link #READY} when mounted and unmounts in a shutdown hook
   * @param arguments of {@code main}; the mount point among them is the caller's business
   */
  public record Command(
      List<String> prefix, List<String> jvmArguments, Class<?> main, List<String> arguments) {

    public static Command of(Class<?> main, String... arguments) {
      return new Command(List.of(), List.of("-Xmx1g"), main, List.of(arguments));
    }

    public Command with(List<String> prefixWords) {
      return new Command(prefixWords, jvmArguments, main, arguments);
    }

    public Command withJvmArguments(String... words) {
      return new Command(prefix, List.of(words), main, arguments);
    }

    private List<String> words() {
      List<String> words = new ArrayList<>(prefix);
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(jvmArguments);
      words.addAll(List.of("-cp", System.getProperty("java.class.path")));
      words.addAll(List.of(WatchedMain.class.getName(), main.getName()));
      words.addAll(arguments);
      return words;
    }
  }

  /** Starts the process and returns when its mount answers. */
  public static MountProcess start(Command command, Path mountPoint) {
    try {
      Process process = new ProcessBuilder(command.words()).redirectErrorStream(true).start();
      MountProcess mount = new MountProcess(process, mountPoint);
      mount.collectLog();
      mount.awaitReady();
      return mount;
    } catch (IOException e) {
      throw new UncheckedIOException("the mount was not started", e);
    }
  }

  public Path mountPoint() {
    return mountPoint;
  }

  /** Standard output and error so far, by lines. */
  public List<String> log() {
    return List.copyOf(log);
  }

  public long pid() {
    return process.pid();
  }

  /** Kills the process without a chance to unmount. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Has it unmounted and waits for the process to end. */
  public void unmount() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException("the mount process cannot be told to end", e);
    }
    awaitExit();
  }

  @Override
  public void close() {
    try {
      unmount();
    } finally {
      process.destroyForcibly();
      removeRemains();
    }
  }

  private void removeRemains() {
    if (MountTable.read().find(mountPoint).filter(MountTable.Entry::isCofferfs).isPresent()) {
      try {
        Unmounting.unmountLazily(mountPoint);
      } catch (IOException e) {
        throw new UncheckedIOException("the mount is still there", e);
      }
    }
  }

  private void collectLog() {
    collector.setDaemon(true);
    collector.start();
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        log.add(line);
        if (line.equals(READY)) {
          ready.complete(true);
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      log.add("the log ends here: " + e);
    } finally {
      ready.complete(false);
    }
  }

  private void awaitReady() {
    boolean mounted;
    try {
      mounted = ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      mounted = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      mounted = false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed that way", e);
    }
    if (!mounted) {
      close();
      throw new AssertionError("not mounted:\n" + String.join("\n", log));
    }
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the mount process does not end:\n" + String.join("\n", log));
      }
      collector.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the mount process ends", e);
    }
  }
}
