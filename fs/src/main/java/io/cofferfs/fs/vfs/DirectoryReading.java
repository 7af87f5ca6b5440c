package io.cofferfs.fs.vfs;

import io.cofferfs.fs.namespace.ListedEntry;
import io.cofferfs.fs.namespace.Namespace;
import io.cofferfs.fs.volume.FilePath;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of a directory: what the bucket lists, and files that are not committed to it yet.
 */
final class DirectoryReading {
  private final Map<String, OpenFile> uncommitted = new LinkedHashMap<>();
  private final StatView stats;
  private final DirectorySink sink;

  DirectoryReading(List<OpenFile> uncommitted, StatView stats, DirectorySink sink) {
    uncommitted.forEach(file -> this.uncommitted.put(file.path().name(), file));
    this.stats = stats;
    this.sink = sink;
  }

  void read(Namespace namespace, FilePath directory) throws IOException {
    if (!acceptUncommitted()) {
      return;
    }
    namespace.list(directory, this::accept);
  }

  private boolean acceptUncommitted() {
    for (Map.Entry<String, OpenFile> file : uncommitted.entrySet()) {
      if (!sink.accept(file.getKey(), stats.of(file.getValue()))) {
        return false;
      }
    }
    return true;
  }

  private boolean accept(ListedEntry listed) {
    String name = listed.path().name();
    // Replaced while open, or committed since the listing began: named already.
    return uncommitted.containsKey(name) || sink.accept(name, stats.of(listed));
  }
}
