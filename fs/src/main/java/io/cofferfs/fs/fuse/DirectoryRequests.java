package io.cofferfs.fs.fuse;

import io.cofferfs.fs.fuse.Callbacks.FiveWords;
import io.cofferfs.fs.fuse.Callbacks.IntThird;
import io.cofferfs.fs.fuse.Callbacks.ThreeWords;
import io.cofferfs.fs.vfs.FileTree;
import java.io.IOException;
import java.util.Optional;

/** Requests about open directories. */
final class DirectoryRequests {
  private final Answering answering;
  private final FileTree tree;
  private final NodeTable nodes;
  private final HandleTable<DirectoryListing> directories = new HandleTable<>();

  DirectoryRequests(Answering answering, FileTree tree, NodeTable nodes) {
    this.answering = answering;
    this.tree = tree;
    this.nodes = nodes;
  }

  void bind(OperationTable table) {
    table.bind(Operation.OPENDIR, ThreeWords.class, this::open);
    table.bind(Operation.READDIR, FiveWords.class, this::read);
    table.bind(Operation.RELEASEDIR, ThreeWords.class, this::release);
    table.bind(Operation.FSYNCDIR, IntThird.class, this::sync);
  }

  private void open(long address, long node, long info) {
    answering.answer(
        Operation.OPENDIR,
        address,
        node,
        request -> {
          FileInfo fileInfo = new FileInfo(info);
          fileInfo.setHandle(directories.add(new DirectoryListing()));
          if (!request.opened(fileInfo)) {
            directories.remove(fileInfo.handle());
          }
        });
  }

  private void read(long address, long node, long size, long offset, long info) {
    answering.answer(
        Operation.READDIR,
        address,
        node,
        request -> {
          DirectoryListing listing = directories.get(new FileInfo(info).handle());
          synchronized (listing) {
            // From the beginning, for the first time or after rewinddir(3): as it is now.
            if (offset == 0) {
              fill(listing, node);
            }
            request.data(listing.read(offset, request.buffer(size)));
          }
        });
  }

  private void fill(DirectoryListing listing, long node) throws IOException {
    String path = nodes.path(node);
    listing.clear();
    listing.add(".", tree.stat(path));
    listing.add("..", tree.stat(nodes.path(nodes.parent(node))));
    tree.readDirectory(
        path,
        (name, stat) -> {
          listing.add(name, stat);
          return true;
        });
  }

  private void release(long address, long node, long info) {
    answering.answer(
        Operation.RELEASEDIR,
        address,
        node,
        request -> {
          directories.remove(new FileInfo(info).handle());
          request.done();
        });
  }

  /** A directory that was removed has nothing left that anybody could wait for. */
  private void sync(long address, long node, int dataOnly, long info) {
    answering.answer(
        Operation.FSYNCDIR,
        address,
        node,
        request -> {
          Optional<String> path = nodes.findPath(node);
          if (path.isPresent()) {
            tree.syncDirectory(path.get());
          }
          request.done();
        });
  }
}
