package io.cofferfs.cli.demo;

import io.cofferfs.fs.s3.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From an empty bucket to files on an encrypted mount and back, with everything compared. Leaves
 * nothing behind, however it ends.
 */
public final class Demo {
  private static final String BUCKET = "demo";
  private static final String VOLUME = "s3://demo/volume";
  private static final String LARGE_FILE = "large.bin";
  private static final String LETTER = "letter.txt";
  private static final String LETTER_TEXT =
      "Dear reader,\nthis line is in the clear on the mount, and nowhere else.\n".repeat(3);

  private final Setting setting;
  private final Narrator narrator;
  private final Shell shell;
  private final Path work;
  private final Path mountPoint;
  private final Path log;
  private URI endpoint = URI.create("http://localhost");

  /** What the demo is given: where cofferfs is installed, and how to reach the bucket itself. */
  public record Setting(Path launcher, Path libraries, BucketAccess bucket) {}

  /** Connects to a bucket behind an endpoint. */
  public interface BucketAccess {
    ObjectStore open(URI endpoint, String bucket) throws IOException;
  }

  private Demo(Setting setting, Narrator narrator, Path work, Path mountPoint) {
    this.setting = setting;
    this.narrator = narrator;
    this.shell = new Shell(setting.launcher(), narrator);
    this.work = work;
    this.mountPoint = mountPoint;
    this.log = work.resolve("mount.log");
  }

  /**
   * Runs it all.
   *
   * @param keep where to mount, and to wait for a line from {@code in} in the end
   */
  public static void run(Setting setting, PrintStream out, Optional<Path> keep, InputStream in)
      throws Exception {
    Narrator narrator = new Narrator(out, System::nanoTime);
    Optional<Path> kept = keep.isPresent() ? Optional.of(keep.get().toRealPath()) : keep;
    Path work = Files.createTempDirectory("cofferfs-demo-");
    Path mountPoint = kept.orElse(work.resolve("mnt"));
    Demo demo = new Demo(setting, narrator, work, mountPoint);
    CleanUp cleanUp = new CleanUp(demo.shell, setting.launcher(), demo.mountPoint, work);
    Runtime.getRuntime().addShutdownHook(new Thread(cleanUp::run, "clean-up"));
    try {
      demo.tour(cleanUp);
      if (keep.isPresent()) {
        demo.linger(in);
      }
    } finally {
      cleanUp.run();
    }
    narrator.summary();
  }

  private void tour(CleanUp cleanUp) throws Exception {
    narrator.step("An S3 server", () -> startServer(cleanUp));
    narrator.step("An encrypted volume", this::makeVolume);
    narrator.step("Mounting it", this::mount);
    SampleTree tree = SampleTree.collect(work.resolve("source"));
    SampleTree.largeFile(work.resolve(LARGE_FILE));
    Files.writeString(work.resolve(LETTER), LETTER_TEXT);
    narrator.step("Copying a tree in", () -> copyTree(tree));
    narrator.step("Copying a file of 256 MiB in", this::copyLargeFile);
    narrator.step("Comparing through the mount", () -> compare(tree));
    narrator.step("What the server has", this::showStored);
    narrator.step("Unmounting", this::unmount);
    narrator.step("Somebody changes one bit in the bucket", this::tamper);
    narrator.step("Mounting again", this::mount);
    narrator.step("Comparing what comes from the bucket", () -> compare(tree));
    narrator.step("Reading the file with the changed bit", this::readTampered);
  }

  private String startServer(CleanUp cleanUp) throws IOException {
    DemoServer server = DemoServer.start(shell, setting.libraries(), work, BUCKET);
    cleanUp.endAtLast(server);
    server.tell(shell);
    // For the look behind the scenes, which this process takes itself.
    System.setProperty("aws.accessKeyId", server.variable("AWS_ACCESS_KEY_ID"));
    System.setProperty("aws.secretAccessKey", server.variable("AWS_SECRET_ACCESS_KEY"));
    endpoint = URI.create(server.endpoint());
    return "answers at " + server.endpoint();
  }

  private String makeVolume() throws IOException {
    shell.cofferfs("keygen", key());
    shell.cofferfs("init", VOLUME, "--key-file", key());
    return "only who has the key file can read it";
  }

  private String key() {
    return work.resolve("key").toString();
  }

  private String mount() throws IOException {
    Files.createDirectories(mountPoint);
    shell.cofferfs(
        "mount", VOLUME, mountPoint.toString(), "--key-file", key(), "--log-file", log.toString());
    return "answers at " + mountPoint;
  }

  private String unmount() throws IOException {
    shell.cofferfs("unmount", mountPoint.toString());
    return "everything is in the bucket";
  }

  private String copyTree(SampleTree tree) throws IOException {
    shell.countingProgram(
        work, tree.entries(), "cp", "-av", "source", LETTER, mountPoint.toString());
    return tree.describe();
  }

  private String copyLargeFile() throws IOException {
    shell.program(work, "cp", LARGE_FILE, mountPoint.toString());
    return "%,d bytes".formatted(Files.size(work.resolve(LARGE_FILE)));
  }

  private String compare(SampleTree tree) throws IOException {
    String copy = mountPoint.resolve("source").toString();
    shell.countingProgram(work, tree.entries(), "diff", "-rs", "--no-dereference", "source", copy);
    String sum = sum(work.resolve(LARGE_FILE));
    if (!sum.equals(sum(mountPoint.resolve(LARGE_FILE)))) {
      throw new IOException("the file of 256 MiB is another one on the mount");
    }
    return "%,d files alike, and sha256 %s…".formatted(tree.files() + 1, sum.substring(0, 16));
  }

  private String sum(Path file) throws IOException {
    narrator.show("$ sha256sum " + file);
    Shell.Outcome outcome = shell.run(work, List.of("sha256sum", file.toString()));
    if (outcome.exitCode() != 0) {
      throw new IOException("sha256sum: " + outcome.output().strip());
    }
    return outcome.output().substring(0, 64);
  }

  private String showStored() throws IOException {
    try (ObjectStore store = setting.bucket().open(endpoint, BUCKET)) {
      byte[] stored = new DemoBucket(store).stored("volume/" + LETTER);
      narrator.show("on the mount, " + LETTER + ":");
      byte[] plain = Files.readAllBytes(mountPoint.resolve(LETTER));
      HexView.lines(plain, 4).forEach(narrator::show);
      narrator.show("in the bucket, volume/" + LETTER + ":");
      HexView.lines(stored, 8).forEach(narrator::show);
      return "a header in the clear, and nothing else that can be read";
    }
  }

  private String tamper() throws IOException {
    try (ObjectStore store = setting.bucket().open(endpoint, BUCKET)) {
      long offset = new DemoBucket(store).tamper("volume/" + LETTER);
      return "byte " + offset + " of volume/" + LETTER;
    }
  }

  private String readTampered() throws IOException {
    Path letter = mountPoint.resolve(LETTER);
    narrator.show("$ cat " + letter);
    Shell.Outcome outcome = shell.run(work, List.of("cat", letter.toString()));
    narrator.show(outcome.output().strip());
    if (outcome.exitCode() == 0 || !outcome.output().contains("Input/output error")) {
      throw new IOException("the changed bit was not noticed");
    }
    lastLogLines().forEach(line -> narrator.show("log: " + line));
    return "refused with EIO; no byte of it was handed out";
  }

  private List<String> lastLogLines() throws IOException {
    List<String> warnings = new ArrayList<>();
    try (Stream<String> lines = Files.lines(log)) {
      lines
          .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .forEach(warnings::add);
    }
    if (warnings.isEmpty()) {
      throw new IOException("the log says nothing of the changed bit");
    }
    return warnings.subList(Math.max(0, warnings.size() - 2), warnings.size());
  }

  private void linger(InputStream in) throws IOException {
    narrator.show("");
    narrator.show("The mount stays at " + mountPoint + " until you press Enter.");
    int next = in.read();
    while (next >= 0 && next != '\n') {
      next = in.read();
    }
  }
}
