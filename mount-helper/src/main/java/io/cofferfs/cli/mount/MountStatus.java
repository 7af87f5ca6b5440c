package io.cofferfs.cli.mount;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A mount on record, as another process sees it.
 *
 * @param about what the record says: {@code pid}, {@code mount}, {@code source}, {@code since},
 *     {@code log}
 * @param gauges how busy it is; empty if it does not answer
 * @param names of some of the files that are not in the bucket yet, unless the volume hides names
 */
public record MountStatus(
    boolean alive, Map<String, String> about, Map<String, Long> gauges, List<String> names) {
  /** How the lines begin that name a file which is not in the bucket yet. */
  static final String PENDING = "pending_name_";

  // A process that does not answer at once is busy with something else than mounts of ours.
  private static final int PATIENCE_SECONDS = 2;
  private static final int MAX_BYTES = 16 * 1024;

  /** Every mount of these directories that is served, or whose process did not end in order. */
  public static List<MountStatus> all(List<RuntimeDirectory> directories) throws IOException {
    List<MountStatus> mounts = new ArrayList<>();
    for (RuntimeDirectory directory : directories) {
      for (Path record : directory.records()) {
        Map<String, String> about = lines(Files.readString(record));
        if (!about.isEmpty()) {
          mounts.add(of(record, about));
        }
      }
    }
    return mounts;
  }

  static MountStatus of(Path record) throws IOException {
    return of(record, lines(Files.readString(record)));
  }

  private static MountStatus of(Path record, Map<String, String> about) throws IOException {
    boolean alive = MountWatch.isHeld(record);
    Map<String, String> answer =
        alive ? lines(answer(RuntimeDirectory.socketBeside(record))) : Map.of();
    List<String> names =
        answer.entrySet().stream()
            .filter(line -> line.getKey().startsWith(PENDING))
            .map(Map.Entry::getValue)
            .toList();
    return new MountStatus(alive, about, gauges(answer), names);
  }

  /** What is not in the bucket yet, as far as the process says. */
  public Pending pending() {
    return new Pending(
        gauges.getOrDefault("pending_files", 0L),
        gauges.getOrDefault("pending_bytes", 0L),
        gauges.getOrDefault("pending_uploads", 0L),
        names);
  }

  public Optional<Path> mountPoint() {
    return Optional.ofNullable(about.get("mount")).map(Path::of);
  }

  private static Map<String, Long> gauges(Map<String, String> answer) {
    Map<String, Long> gauges = new LinkedHashMap<>();
    answer.forEach(
        (name, value) -> {
          if (!name.startsWith(PENDING) && value.matches("\\d{1,18}")) {
            gauges.put(name, Long.parseLong(value));
          }
        });
    return gauges;
  }

  /** What the process says within a short time; nothing if it does not. */
  private static String answer(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return CompletableFuture.supplyAsync(() -> read(channel, socket))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String read(SocketChannel channel, Path socket) {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The first line with a name counts: no path can pretend to be a later one. */
  private static Map<String, String> lines(String text) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return lines;
  }
}
