package io.cofferfs.cli;

import io.cofferfs.cli.VolumeOptionGroup.Intent;
import io.cofferfs.fs.vfs.FileStat;
import io.cofferfs.fs.vfs.FileTree;
import io.cofferfs.fs.volume.FileType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a directory. */
@Command(name = "ls", description = "List a directory of a bucket, or show one file.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LsCommand extends Subcommand {
  @Mixin private VolumeOptionGroup volume;

  @Parameters(paramLabel = "s3://BUCKET[/PATH]", description = "What to list.")
  private S3Location location;

  @Option(names = "-l", description = "Show mode, owner, length and time too.")
  private boolean detailed;

  @Option(names = "-r", description = "List directories below it too.")
  private boolean recursive;

  @Option(names = "--json", description = "Print an array of objects, one for each entry.")
  private boolean json;

  LsCommand(CommandContext context) {
    super(context);
  }

  @Override
  void run() throws IOException, CliException {
    try (TreeSession session = TreeSession.open(this, volume, location, Intent.READ);
        EntryPrinter printer = printer()) {
      String path = session.path(location);
      FileStat stat = session.stat(location);
      if (FileType.DIRECTORY.matches(stat.mode())) {
        list(session.tree(), path, "", printer);
      } else {
        printer.print(TreePath.name(path), stat, target(session.tree(), path, stat));
      }
    }
  }

  private EntryPrinter printer() throws IOException {
    if (json) {
      return new JsonEntries(context.out());
    }
    return detailed ? new LongEntries(context.out()) : new ShortEntries(context.out());
  }

  private void list(FileTree tree, String directory, String shown, EntryPrinter printer)
      throws IOException {
    List<String> names = new ArrayList<>();
    tree.readDirectory(directory, (name, stat) -> names.add(name));
    for (String name : names) {
      String path = TreePath.child(directory, name);
      FileStat stat = tree.stat(path);
      printer.print(shown + name, stat, target(tree, path, stat));
      if (recursive && FileType.DIRECTORY.matches(stat.mode())) {
        list(tree, path, shown + name + '/', printer);
      }
    }
  }

  private String target(FileTree tree, String path, FileStat stat) throws IOException {
    boolean wanted = (json || detailed) && FileType.SYMBOLIC_LINK.matches(stat.mode());
    return wanted ? tree.readSymbolicLink(path) : "";
  }
}
